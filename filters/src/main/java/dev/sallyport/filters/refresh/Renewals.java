// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.RefreshOutcome.Busy;
import dev.sallyport.filters.refresh.RefreshOutcome.Gone;
import dev.sallyport.filters.refresh.RefreshOutcome.Renewed;
import dev.sallyport.filters.refresh.RefreshOutcome.Stopped;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Begins this replica's refreshes, and tells those who wait for them what came of it. */
final class Renewals {

    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

    /** A joined refresh may have waited for nobody, or been for an older credential than the one asked about. */
    private static final int MOST_FLIGHTS = 3;

    private final RefreshPorts ports;
    private final RefreshSettings settings;
    private final RefreshTime time;
    private final Flights flights;
    private final LocalSetbacks setbacks;

    Renewals(RefreshPorts ports, RefreshSettings settings, RefreshTime time) {
        this.ports = ports;
        this.settings = settings;
        this.time = time;
        this.flights = new Flights(time.scheduler());
        this.setbacks = new LocalSetbacks(time);
    }

    /** Begins one for nobody in particular, unless there is one, or enough of others, or it failed just now. */
    void begin(Subject subject, TokenEndpoint endpoint) {
        if (!flights.has(subject.key())
                && flights.size() < settings.maxBackground()
                && setbacks.of(subject.connection()) == null) {
            flights.start(subject.key(), awaited -> refresh(subject, endpoint, false, "", awaited));
        }
    }

    /** The connection with another credential; fails at once while a setback is known here. */
    Mono<Connection> newer(Subject subject, TokenEndpoint endpoint, String traceParent) {
        return Mono.defer(() -> {
            LocalSetbacks.Rest known = setbacks.of(subject.connection());
            return known != null && known.setback() != null
                    ? Mono.error(RefreshFailures.of(known.setback(), time.now()))
                    : join(subject, endpoint, false, traceParent);
        });
    }

    /** As {@link #newer}, whatever setbacks there were. */
    Mono<Connection> newerAtAnyRate(Subject subject, TokenEndpoint endpoint, String traceParent) {
        return join(subject, endpoint, true, traceParent);
    }

    void whenOver(Runnable action) {
        flights.whenOver(action);
    }

    private Mono<Connection> join(Subject subject, TokenEndpoint endpoint, boolean urgent, String traceParent) {
        Mono<RefreshOutcome> flight =
                flights.join(subject.key(), awaited -> refresh(subject, endpoint, urgent, traceParent, awaited));
        // Empty joins once more: the refresh joined waited for nobody, or was for an older credential.
        return flight.flatMap(outcome -> toConnection(subject, outcome))
                .repeatWhenEmpty(rounds -> rounds.take(MOST_FLIGHTS - 1))
                .switchIfEmpty(Mono.error(RefreshFailures::pending));
    }

    private Mono<Connection> toConnection(Subject subject, RefreshOutcome outcome) {
        return switch (outcome) {
            case Renewed(Connection connection) ->
                connection.generation() > subject.connection().generation()
                                || connection.id() != subject.connection().id()
                        ? Mono.just(connection)
                        : Mono.empty();
            case Stopped(Setback setback) -> Mono.error(RefreshFailures.of(setback, time.now()));
            case Busy busy -> Mono.empty();
            case Gone gone -> Mono.error(RefreshFailures.gone(subject.connection()));
        };
    }

    private Mono<RefreshOutcome> refresh(
            Subject subject, TokenEndpoint endpoint, boolean urgent, String traceParent, BooleanSupplier isAwaited) {
        RefreshObserver.Watch watch =
                ports.observer().started(subject.key(), subject.provider().name(), traceParent);
        return new Refresh(ports, settings, time, subject, endpoint, urgent, isAwaited)
                .run()
                .doOnNext(outcome -> setbacks.learn(subject.connection(), outcome))
                .doOnError(error -> setbacks.storeAway(subject.connection()))
                .doOnNext(outcome -> watch.ended(outcome.word()))
                .doOnError(error -> report(error, watch));
    }

    /** Nobody may wait for a refresh ahead of expiry, so a bug would not show anywhere else. */
    private static void report(Throwable error, RefreshObserver.Watch watch) {
        if (!(error instanceof StoreUnavailableException)) {
            LOG.error("A refresh failed by a fault of ours", error);
        }
        watch.ended(RefreshFailures.word(error));
    }
}
