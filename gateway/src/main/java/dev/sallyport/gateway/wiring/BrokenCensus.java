// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.RefreshSetbacks;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts from time to time how many connections are broken. Each replica counts all, so that losing one hides nothing. */
final class BrokenCensus {

    private static final int SECONDS = 15;

    private final RefreshSetbacks setbacks;
    private final Flux<String> environments;
    private final Consumer<Map<String, Long>> counts;

    BrokenCensus(RefreshSetbacks setbacks, Flux<String> environments, Consumer<Map<String, Long>> counts) {
        this.setbacks = setbacks;
        this.environments = environments;
        this.counts = counts;
    }

    /** Subscribed to by Spring. While the store is away the last counts stay. */
    @Scheduled(fixedDelay = SECONDS, timeUnit = TimeUnit.SECONDS)
    Mono<Void> count() {
        return environments
                .concatMap(
                        environment -> setbacks.countBroken(environment).map(broken -> Map.entry(environment, broken)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .doOnNext(counts)
                .onErrorComplete(StoreUnavailableException.class)
                .then();
    }
}
