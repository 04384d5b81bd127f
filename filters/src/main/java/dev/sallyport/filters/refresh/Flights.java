// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * This replica's refreshes in work, one for each connection at most. A refresh belongs to nobody who waits for it: who leaves,
 * even the one who began it, does not end it for the others.
 */
final class Flights {

    /** How often it looks whether all are over, which is asked once, at the end. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private final ConcurrentMap<ConnectionKey, Flight> flights = new ConcurrentHashMap<>();
    private final Scheduler scheduler;

    Flights(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    int size() {
        return flights.size();
    }

    /** Does it when none is in work. */
    void whenOver(Runnable action) {
        var _ = Mono.defer(() -> flights.isEmpty() ? Mono.just(true) : Mono.empty())
                .repeatWhenEmpty(rounds -> rounds.delayElements(LOOK, scheduler))
                .subscribe(_ -> action.run());
    }

    boolean has(ConnectionKey key) {
        return flights.containsKey(key);
    }

    /** Waits for the connection's refresh, which begins if there is none. */
    Mono<RefreshOutcome> join(ConnectionKey key, Function<BooleanSupplier, Mono<RefreshOutcome>> refresh) {
        return Mono.defer(() -> {
            Flight flight = begin(key, refresh, true);
            return flight.outcome.asMono();
        });
    }

    /** Begins the connection's refresh unless there is one, for nobody in particular. */
    void start(ConnectionKey key, Function<BooleanSupplier, Mono<RefreshOutcome>> refresh) {
        begin(key, refresh, false);
    }

    private Flight begin(ConnectionKey key, Function<BooleanSupplier, Mono<RefreshOutcome>> refresh, boolean awaited) {
        Flight mine = new Flight();
        Flight flight = flights.computeIfAbsent(key, _ -> mine);
        if (awaited) {
            flight.awaited = true;
        }
        if (flight == mine) {
            depart(key, mine, refresh);
        }
        return flight;
    }

    private void depart(ConnectionKey key, Flight flight, Function<BooleanSupplier, Mono<RefreshOutcome>> refresh) {
        var _ = Mono.defer(() -> refresh.apply(() -> flight.awaited))
                .subscribeOn(scheduler)
                .doOnTerminate(() -> flights.remove(key, flight))
                .subscribe(flight.outcome::tryEmitValue, flight.outcome::tryEmitError);
    }

    /** Not a record, because it is told apart by identity. */
    private static final class Flight {

        private final Sinks.One<RefreshOutcome> outcome = Sinks.one();
        private volatile boolean awaited;
    }
}
