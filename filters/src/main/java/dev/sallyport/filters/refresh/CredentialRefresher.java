// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.RefreshOutcome.Busy;
import dev.sallyport.filters.refresh.RefreshOutcome.Gone;
import dev.sallyport.filters.refresh.RefreshOutcome.Renewed;
import dev.sallyport.filters.refresh.RefreshOutcome.Stopped;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Keeps credentials usable: once for each generation over all replicas. What it is told of a connection may be old; it asks the
 * store itself before it acts.
 */
public final class CredentialRefresher {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialRefresher.class);

    /** A joined refresh may have waited for nobody, or been for an older credential than the one asked about. */
    private static final int MOST_FLIGHTS = 3;

    private static final int REMEMBERED = 100_000;

    private final RefreshPorts ports;
    private final RefreshSettings settings;
    private final RefreshTime time;
    private final Timings timings;
    private final Flights flights;
    private final LocalSetbacks setbacks;
    private final Cache<ConnectionKey, String> renewedByUnauthorized;

    public CredentialRefresher(RefreshPorts ports, RefreshSettings settings, RefreshTime time) {
        this.ports = ports;
        this.settings = settings;
        this.time = time;
        this.timings = new Timings(settings.margin(), time.random().nextLong());
        this.flights = new Flights(time.scheduler());
        this.setbacks = new LocalSetbacks(time);
        this.renewedByUnauthorized = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(settings.unauthorizedInterval())
                .ticker(time.nanoTime()::getAsLong)
                .build();
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
        renewAhead(subject);
        return true;
    }

    /**
     * The connection with a credential that has not expired, as other replicas or this one renewed it. Fails with a
     * {@link GatewayException}: {@code connection_broken} when the provider refused for good, {@code credential_refresh_failed}
     * with a time to come back when it did not work or {@code patience} is over, {@code unknown_connection} when it was deleted;
     * and with {@link StoreUnavailableException}.
     *
     * @param patience how long the caller can wait; a caller that leaves earlier cancels
     */
    public Mono<Connection> renewed(Subject subject, Duration patience) {
        TokenEndpoint endpoint = ports.endpointFor(subject.connection().credential());
        return endpoint == null
                ? Mono.error(RefreshFailures.expired(subject.connection()))
                : newer(subject, endpoint)
                        .timeout(positive(patience), time.scheduler())
                        .onErrorMap(TimeoutException.class, _ -> RefreshFailures.pending());
    }

    /**
     * The connection with another credential than the one that the provider just answered with 401; renewed unless that happened
     * already, so that any number of calls that used the same credential cost one refresh. Empty when there is no better one to be
     * had now, and the 401 stands; fails with {@code connection_broken} when the provider refused for good.
     *
     * @param subject with the connection as the call used it
     */
    public Mono<Connection> afterUnauthorized(Subject subject, Duration patience) {
        Credential used = subject.connection().credential();
        TokenEndpoint endpoint = ports.endpointFor(used);
        if (!used.isRenewable() || endpoint == null) {
            return Mono.empty();
        }
        return Mono.defer(() -> {
            ConnectionKey key = subject.key();
            if (Fingerprint.of(used).equals(renewedByUnauthorized.getIfPresent(key))) {
                return Mono.empty();
            }
            return newer(subject, endpoint)
                    .doOnNext(connection -> renewedByUnauthorized.put(key, Fingerprint.of(connection.credential())))
                    .timeout(positive(patience), Mono.empty(), time.scheduler())
                    .onErrorResume(error -> isRefused(error) ? Mono.error(error) : Mono.empty());
        });
    }

    private void renewAhead(Subject subject) {
        if (flights.has(subject.key())
                || flights.size() >= settings.maxBackground()
                || setbacks.of(subject.connection()) != null) {
            return;
        }
        TokenEndpoint endpoint = ports.endpointFor(subject.connection().credential());
        if (endpoint != null) {
            flights.start(subject.key(), awaited -> refresh(subject, endpoint, awaited));
        }
    }

    private Mono<Connection> newer(Subject subject, TokenEndpoint endpoint) {
        return Mono.defer(() -> {
            LocalSetbacks.Rest known = setbacks.of(subject.connection());
            return known != null && known.setback() != null
                    ? Mono.error(RefreshFailures.of(known.setback(), time.now()))
                    : join(subject, endpoint);
        });
    }

    private Mono<Connection> join(Subject subject, TokenEndpoint endpoint) {
        Mono<RefreshOutcome> flight = flights.join(subject.key(), awaited -> refresh(subject, endpoint, awaited));
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

    private Mono<RefreshOutcome> refresh(Subject subject, TokenEndpoint endpoint, BooleanSupplier isAwaited) {
        RefreshObserver.Watch watch =
                ports.observer().started(subject.key(), subject.provider().name());
        return new Refresh(ports, settings, time, subject, endpoint, isAwaited)
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

    private static boolean isRefused(Throwable error) {
        return error instanceof GatewayException known && known.code() == ErrorCode.CONNECTION_BROKEN;
    }

    private static Duration positive(Duration patience) {
        return patience.isNegative() ? Duration.ZERO : patience;
    }
}
