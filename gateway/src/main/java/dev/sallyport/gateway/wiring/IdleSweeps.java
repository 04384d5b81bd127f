// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.refresh.IdleConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks for idle connections from time to time, one replica for all. */
final class IdleSweeps {

    private static final Logger log = LoggerFactory.getLogger(IdleSweeps.class);

    private final IdleConnections idle;
    private final Flux<String> environments;

    IdleSweeps(IdleConnections idle, Flux<String> environments) {
        this.idle = idle;
        this.environments = environments;
    }

    /** Subscribed to by Spring, which waits for its end before it counts the interval anew. */
    @Scheduled(
            fixedDelayString = "${sallyport.idle-refresh.interval}",
            initialDelayString = "${sallyport.idle-refresh.interval}")
    Mono<Void> sweep() {
        return idle.sweepAll(environments)
                .doOnError(bug -> log.error("Idle connections: the search ended early, the next one begins anew", bug))
                .onErrorComplete();
    }
}
