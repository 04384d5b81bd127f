// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.upstream.AnswerHeaders;
import dev.sallyport.filters.upstream.UpstreamResponse;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Learns the provider's limits from each of its answers and tells the caller what they leave. */
public final class TrackRateLimit extends AbstractGatewayFilterFactory<Object> {

    private final Clock clock;

    public TrackRateLimit(Clock clock) {
        super(Object.class);
        this.clock = clock;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::track;
    }

    private Mono<Void> track(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange).then(Mono.defer(() -> learn(ProxyCall.of(exchange))));
    }

    private Mono<Void> learn(ProxyCall call) {
        UpstreamResponse answer = call.upstreamResponse();
        // Where a redirect leads has limits of its own, which are nobody's here.
        if (answer == null || call.isRedirected()) {
            return Mono.empty();
        }
        if (!rules(call).wantsBody(call.quota().facts(), answer.status(), answer.headers())) {
            read(call, answer, null);
            return Mono.empty();
        }
        return answer.peek().doOnNext(body -> read(call, answer, body)).then();
    }

    private void read(ProxyCall call, UpstreamResponse answer, byte @Nullable [] body) {
        Reading reading =
                rules(call).read(call.quota().facts(), answer.status(), answer.headers(), body, clock.instant());
        call.quota().learn(reading);
        call.quota().admission().answered(reading);
        Sighting tightest = tightest(reading);
        if (tightest != null) {
            tell(call, tightest);
        }
    }

    private static RateLimitRules rules(ProxyCall call) {
        return call.plan().rules().rateLimit();
    }

    private static @Nullable Sighting tightest(Reading reading) {
        Sighting tightest = null;
        for (Reading.OfBucket seen : reading.sightings()) {
            if (tightest == null || seen.sighting().remaining() < tightest.remaining()) {
                tightest = seen.sighting();
            }
        }
        return tightest;
    }

    private static void tell(ProxyCall call, Sighting seen) {
        call.response().header(AnswerHeaders.RATE_LIMIT_REMAINING, Long.toString(seen.remaining()));
        Duration reset = seen.resetIn();
        if (reset != null) {
            call.response().header(AnswerHeaders.RATE_LIMIT_RESET, Long.toString(wholeSeconds(reset)));
        }
    }

    /** Rounded up, as {@code Retry-After} is. */
    private static long wholeSeconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
