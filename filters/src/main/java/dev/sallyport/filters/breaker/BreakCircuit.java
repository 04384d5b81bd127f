// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.util.function.LongSupplier;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Refuses attempts at a host that keeps failing, so that calls fail at once instead of late and the host can recover. Judges
 * each attempt by the head of its answer. Where a redirect led elsewhere, its own host has answered, whatever came of it.
 */
public final class BreakCircuit extends AbstractGatewayFilterFactory<Object> {

    private final CircuitBreakers breakers;
    private final ProbePermits permits;
    private final BreakerSettings settings;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    public BreakCircuit(
            CircuitBreakers breakers, ProbePermits permits, BreakerSettings settings, LongSupplier nanoTime) {
        super(Object.class);
        this.breakers = breakers;
        this.permits = permits;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::guard;
    }

    private Mono<Void> guard(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        HostBreaker breaker = breakers.of(call);
        Passage passage = breaker.enter();
        if (passage == null) {
            return refuse(breaker);
        }
        int before = call.attempts();
        Mono<Void> attempt = passage.isProbe()
                ? share(call, passage).flatMap(shared -> shared ? chain.filter(exchange) : refuse(breaker))
                : chain.filter(exchange);
        return attempt.doOnSuccess(done -> passage.end(ofAnswer(call)))
                .doOnError(error -> passage.end(ofError(call, error)))
                .doOnCancel(() -> passage.end(ofCancel(call, passage, before)));
    }

    /** Whether the probe is among those that all replicas may send; nobody to ask leaves this replica's own bound. */
    private Mono<Boolean> share(ProxyCall call, Passage passage) {
        return permits.tryTake(call.base().origin().toString(), settings.probes(), settings.probeInterval())
                .onErrorReturn(StoreUnavailableException.class, true)
                .doOnNext(shared -> {
                    if (!shared) {
                        passage.notShared();
                    }
                });
    }

    private Mono<Void> refuse(HostBreaker breaker) {
        breakers.countRefused();
        return Mono.error(new GatewayException(ErrorCode.CIRCUIT_OPEN, "this upstream keeps failing and is left alone")
                .retryAfter(breaker.retryAfter()));
    }

    private static Verdict ofAnswer(ProxyCall call) {
        var answer = call.upstreamResponse();
        if (answer == null) {
            return Verdict.UNKNOWN;
        }
        return call.isElsewhere() ? Verdict.WELL : Verdict.ofStatus(answer.status());
    }

    private static Verdict ofError(ProxyCall call, Throwable error) {
        if (call.isElsewhere()) {
            return Verdict.WELL;
        }
        return call.body().isUploadBroken() ? Verdict.UNKNOWN : Verdict.ofError(error);
    }

    /**
     * The caller left, which says nothing, or the call's deadline passed. That is a timeout of the upstream's only if it
     * owed an answer for a while: a caller that asks for one within a millisecond must not close the host to all others.
     */
    private Verdict ofCancel(ProxyCall call, Passage passage, int attemptsBefore) {
        if (call.isElsewhere()) {
            return Verdict.WELL;
        }
        boolean owed = call.time().isOver()
                && call.attempts() > attemptsBefore
                && !call.body().isUploading()
                && passage.isLongerThan(settings.silence().toNanos(), nanoTime.getAsLong());
        return owed ? Verdict.ILL : Verdict.UNKNOWN;
    }
}
