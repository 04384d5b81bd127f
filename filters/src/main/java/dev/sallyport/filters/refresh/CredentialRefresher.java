// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps credentials usable: once for each generation over all replicas. What it is told of a connection may be old; it asks the
 * store itself before it acts.
 */
public final class CredentialRefresher {

    private static final int REMEMBERED = 100_000;

    private final RefreshPorts ports;
    private final RefreshTime time;
    private final Timings timings;
    private final Renewals renewals;
    private final Cache<ConnectionKey, Replaced> replaced;

    public CredentialRefresher(RefreshPorts ports, RefreshSettings settings, RefreshTime time) {
        this.ports = ports;
        this.time = time;
        this.timings = new Timings(settings.margin(), time.random().nextLong());
        this.renewals = new Renewals(ports, settings, time);
        this.replaced = PathCache.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(settings.unauthorizedInterval())
                .ticker(time.nanoTime()::getAsLong)
                .build();
    }

    /** Whether there is a way to obtain the next credential. */
    public boolean isRenewable(Credential credential) {
        return credential.isRenewable() && ports.endpointFor(credential) != null;
    }

    /**
     * Whether the credential may be sent as it is; if not, {@link #renewed} gets a better one. Begins a refresh in the background
     * where one is due. Asks nobody and waits for nothing.
     */
    public boolean isUsable(Subject subject) {
        Credential credential = subject.connection().credential();
        if (!credential.isRenewable()) {
            return true;
        }
        Timing timing = timings.of(subject.provider(), subject.connection());
        long now = time.clock().millis();
        if (!timing.isDue(now)) {
            return true;
        }
        if (timing.isOver(now)) {
            return false;
        }
        TokenEndpoint endpoint = ports.endpointFor(credential);
        if (endpoint != null) {
            renewals.begin(subject, endpoint);
        }
        return true;
    }

    /**
     * The connection with a credential that has not expired, as other replicas or this one renewed it. Fails with a
     * {@link GatewayException}: {@code connection_broken} when the provider refused for good, {@code credential_refresh_failed}
     * with a time to come back when it did not work or the patience is over, {@code unknown_connection} when it was deleted;
     * and with {@link StoreUnavailableException}.
     */
    public Mono<Connection> renewed(Subject subject, Waiter waiter) {
        TokenEndpoint endpoint = ports.endpointFor(subject.connection().credential());
        return endpoint == null
                ? Mono.error(RefreshFailures.expired(subject.connection()))
                : inTime(renewals.newer(subject, endpoint, waiter.traceParent()), waiter);
    }

    /**
     * As {@link #renewed}, whether that is due or not and whatever failed before. Those who ask for it at once, of the same
     * generation, share one refresh.
     */
    public Mono<Connection> forced(Subject subject, Waiter waiter) {
        TokenEndpoint endpoint = ports.endpointFor(subject.connection().credential());
        return endpoint == null
                ? Mono.error(RefreshFailures.expired(subject.connection()))
                : inTime(renewals.newerAtAnyRate(subject, endpoint, waiter.traceParent()), waiter);
    }

    /**
     * The connection with another credential than the one that the provider just answered with 401; renewed unless that happened
     * already, so that any number of calls that used the same credential cost one refresh. Empty when there is no better one to be
     * had now, and the 401 stands; fails with {@code connection_broken} when the provider refused for good.
     *
     * @param subject with the connection as the call used it
     */
    public Mono<Connection> afterUnauthorized(Subject subject, Waiter waiter) {
        return Mono.defer(() -> {
            TokenEndpoint endpoint = endpointForRejected(subject.connection());
            return endpoint == null
                    ? Mono.empty()
                    : renewals.newer(subject, endpoint, waiter.traceParent())
                            .doOnNext(this::noteReplaced)
                            .timeout(waiter.patience(), Mono.empty(), time.scheduler())
                            .onErrorResume(error -> isRefused(error) ? Mono.error(error) : Mono.empty());
        });
    }

    /** Begins what {@link #afterUnauthorized} waits for, for a call that cannot be sent again. */
    public void renewUnauthorized(Subject subject) {
        TokenEndpoint endpoint = endpointForRejected(subject.connection());
        if (endpoint != null) {
            renewals.begin(subject, endpoint);
        }
    }

    /**
     * A credential with a token, for one without that is stored nowhere yet. Asks once; fails with
     * {@code connection_test_failed} when that brings none.
     *
     * @param candidate with a credential that {@link #isRenewable}
     */
    public Mono<Credential> obtained(Subject candidate) {
        TokenEndpoint endpoint = ports.endpointFor(candidate.connection().credential());
        return endpoint == null
                ? Mono.error(RefreshFailures.expired(candidate.connection()))
                : endpoint.request(candidate, () -> true).map(RefreshFailures::grantedOrFail);
    }

    /** Does it when no refresh of this replica is in work, at once if there is none. */
    public void whenOver(Runnable action) {
        renewals.whenOver(action);
    }

    private Mono<Connection> inTime(Mono<Connection> renewed, Waiter waiter) {
        return renewed.timeout(waiter.patience(), time.scheduler())
                .onErrorMap(TimeoutException.class, _ -> RefreshFailures.pending());
    }

    /**
     * Null when nothing renews it, or when it is no older than the last that a 401 brought: a provider that answers so whatever
     * it is sent must not be asked for a token by each call of each replica.
     */
    private @Nullable TokenEndpoint endpointForRejected(Connection used) {
        Replaced last = replaced.getIfPresent(used.key());
        boolean inVain = last != null && last.id() == used.id() && used.generation() >= last.generation();
        return inVain || !used.credential().isRenewable() ? null : ports.endpointFor(used.credential());
    }

    private void noteReplaced(Connection connection) {
        replaced.put(connection.key(), new Replaced(connection.id(), connection.generation()));
    }

    private static boolean isRefused(Throwable error) {
        return error instanceof GatewayException known && known.code() == ErrorCode.CONNECTION_BROKEN;
    }

    /** What a 401 brought last. */
    private record Replaced(long id, long generation) {}
}
