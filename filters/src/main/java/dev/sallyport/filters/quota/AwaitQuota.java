// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.CallWait;
import dev.sallyport.filters.call.EndListener;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.filters.upstream.AnswerHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an attempt through when its provider's limits leave room for it: at once, after a wait, or not at all. */
public final class AwaitQuota extends AbstractGatewayFilterFactory<Object> {

    /** Milliseconds; no limit makes a call wait for less. */
    private static final long LEAST_TOLD = 10;

    private final QuotaGate gate;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime the monotonic clock that deadlines are set by
     */
    public AwaitQuota(QuotaGate gate, LongSupplier nanoTime) {
        super(Object.class);
        this.gate = gate;
        this.nanoTime = nanoTime;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::await;
    }

    private Mono<Void> await(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        List<Bucket> buckets = call.quota().buckets();
        Admission atOnce = gate.tryAdmit(
                buckets, call.options().connectionId(), call.options().priority());
        return atOnce == null
                ? admitted(call, buckets).flatMap(admission -> attempt(call, admission, chain.filter(exchange)))
                : attempt(call, atOnce, chain.filter(exchange));
    }

    private Mono<Admission> admitted(ProxyCall call, List<Bucket> buckets) {
        long from = nanoTime.getAsLong();
        Ask ask = new Ask(call.options().connectionId(), call.options().priority(), longestWait(call, from));
        if (!gate.holdsBack()) {
            return gate.admit(buckets, ask);
        }
        Mono<Admission> held = gate.admit(buckets, ask)
                // Who waits is woken by whoever brought the permit; the exchange goes on where it belongs.
                .publishOn(call.time().scheduler())
                .doOnDiscard(Admission.class, Admission::unsent)
                // Before anything of the attempt: the header must be there when the answer's head goes out.
                .doOnTerminate(() -> waited(call, nanoTime.getAsLong() - from));
        return CallWait.tell(call, WaitKind.QUOTA, held);
    }

    private static Duration longestWait(ProxyCall call, long now) {
        Duration asked = call.options().maxWait();
        Duration most = asked == null ? call.plan().integration().gateway().maxWait() : asked;
        Duration left = call.time().left(now);
        Duration fitting = most.compareTo(left) < 0 ? most : left;
        return fitting.isNegative() ? Duration.ZERO : fitting;
    }

    /** Not told of the moment that it takes to ask the other replicas. */
    private static void waited(ProxyCall call, long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(call.quota().countWait(nanos));
        if (millis >= LEAST_TOLD) {
            call.response().header(AnswerHeaders.WAITED_MS, Long.toString(millis));
        }
    }

    private static Mono<Void> attempt(ProxyCall call, Admission admission, Mono<Void> send) {
        call.quota().admit(admission);
        return EndListener.tell(send, new Use(call, admission, call.attempts()));
    }

    /** Ends an admission that no answer has ended before. */
    private record Use(ProxyCall call, Admission admission, int attemptsBefore) implements EndListener {

        @Override
        public void completed() {
            end();
        }

        @Override
        public void failed(Throwable error) {
            end();
        }

        @Override
        public void cancelled() {
            end();
        }

        private void end() {
            if (call.attempts() > attemptsBefore) {
                admission.failed();
            } else {
                admission.unsent();
            }
        }
    }
}
