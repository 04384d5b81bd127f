// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.call.CallWait;
import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** Sees to it that a call goes out with a credential that is worth sending, within the call's own time. */
public final class CallCredential {

    /** So much earlier than its deadline, which would put it down to the upstream, a call stops waiting for a refresh. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(50);

    private final CredentialRefresher refresher;
    private final ConnectionStore connections;
    private final ConnectionPlans plans;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime the monotonic clock that deadlines are set by
     */
    public CallCredential(
            CredentialRefresher refresher, ConnectionStore connections, ConnectionPlans plans, LongSupplier nanoTime) {
        this.refresher = refresher;
        this.connections = connections;
        this.plans = plans;
        this.nanoTime = nanoTime;
    }

    /** Whether another one can be obtained when a provider rejects this one. */
    public boolean isRenewable(ProxyCall call) {
        return refresher.isRenewable(call.plan().connection().credential());
    }

    /**
     * Another one in place of one that was answered with 401; false when there is none to be had now. Fails with
     * {@code connection_broken} when the provider refused for good.
     */
    public Mono<Boolean> replaceRejected(ProxyCall call) {
        return waiting(call, refresher.afterUnauthorized(subject(call), waiter(call)))
                .map(connection -> use(call, connection))
                .defaultIfEmpty(false);
    }

    /** For the calls after one that was answered with 401 and cannot be sent again. */
    public void renewForLater(ProxyCall call) {
        refresher.renewUnauthorized(subject(call));
    }

    /** As far as can be told without asking anybody. */
    boolean isUsable(ProxyCall call) {
        return refresher.isUsable(subject(call));
    }

    /** Waits until it can be used; fails as {@link CredentialRefresher#renewed} does. */
    Mono<Void> renew(ProxyCall call) {
        return waiting(call, refresher.renewed(subject(call), waiter(call)))
                .doOnNext(connection -> use(call, connection))
                .then();
    }

    /** What others have renewed while the call waited to be sent again. */
    Mono<Void> catchUp(ProxyCall call) {
        Connection known = call.plan().connection();
        return connections
                .find(known.key())
                .switchIfEmpty(Mono.error(() -> RefreshFailures.gone(known)))
                .onErrorResume(StoreUnavailableException.class, _ -> Mono.empty())
                .filter(found -> found.generation() > known.generation() || found.id() != known.id())
                .doOnNext(found -> use(call, found))
                .then();
    }

    private <T> Mono<T> waiting(ProxyCall call, Mono<T> refresh) {
        return Mono.defer(() -> {
            // Who waits is woken by whoever got the credential; the exchange goes on where it belongs.
            Mono<T> here = refresh.publishOn(call.time().scheduler());
            return CallWait.tell(call, WaitKind.REFRESH, here, "renewed", "unchanged");
        });
    }

    private boolean use(ProxyCall call, Connection connection) {
        call.renewed(plans.planFor(call.plan().integration(), connection));
        return true;
    }

    private static Subject subject(ProxyCall call) {
        ConnectionPlan plan = call.plan();
        return new Subject(plan.integration(), plan.provider(), plan.connection());
    }

    private Waiter waiter(ProxyCall call) {
        Duration left = call.time().left(nanoTime.getAsLong());
        return new Waiter(left.minus(TIME_TO_ANSWER), call.telemetry().traceParent());
    }
}
