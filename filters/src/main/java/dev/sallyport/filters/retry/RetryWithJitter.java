// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.refresh.CallCredential;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Repeats what is below it where that is safe and may help (contract §5). Spring Cloud Gateway's own filter holds whole bodies
 * without a bound and knows neither hints nor budgets (docs/adr/0006).
 */
public final class RetryWithJitter extends AbstractGatewayFilterFactory<Object> {

    private final RetryBudgets budgets;
    private final Backoff backoff;
    private final BodyKeeper bodies;
    private final CallCredential credential;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /**
     * @param nanoTime the monotonic clock that deadlines are set by
     */
    public RetryWithJitter(
            RetrySettings settings,
            ReplayMemory memory,
            CallCredential credential,
            Clock clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        super(Object.class);
        this.budgets = new RetryBudgets(settings);
        this.backoff = new Backoff(settings, random);
        this.bodies = new BodyKeeper(memory, settings.maxReplayBody());
        this.credential = credential;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::repeat;
    }

    private Mono<Void> repeat(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        RetryBudget budget = budgets.of(call.base().origin());
        budget.called(TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong()));
        if (RetryPolicy.retriesOf(call) == 0 && !credential.isRenewable(call)) {
            return chain.filter(exchange);
        }
        Repetition repetition = new Repetition(
                call, Mono.defer(() -> chain.filter(exchange)), budget, credential, backoff, clock, nanoTime);
        return bodies.keep(call).then(Mono.defer(repetition::attempt)).doFinally(signal -> BodyKeeper.release(call));
    }
}
