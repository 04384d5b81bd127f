// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.refresh.RefreshJournal.Written;
import dev.sallyport.filters.refresh.RefreshOutcome.Renewed;
import dev.sallyport.filters.refresh.RefreshOutcome.Stopped;
import dev.sallyport.filters.refresh.Setback.Kind;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What the holder of the lease does: looks again, finishes what others left, asks the provider, keeps what it gets. Each time
 * before it asks and before it calls a grant broken it looks again, because a holder that lost the lease without knowing may have
 * been first.
 */
final class UnderLease {

    private static final Logger LOG = LoggerFactory.getLogger(UnderLease.class);

    /** Of one credential under one lease; the second only after a request that may not have arrived. */
    private static final int MOST_REQUESTS = 2;

    private final RefreshPorts ports;
    private final RefreshSettings settings;
    private final RefreshTime time;
    private final HeldLease lease;
    private final Predicate<Connection> isNews;
    private final GrantKeeper keeper;
    private final SetbackBook book;
    private final TokenEndpoint endpoint;
    private final boolean urgent;

    private Subject subject;
    private @Nullable Setback setback;
    private @Nullable String refusal;
    private int requests;

    /**
     * @param urgent whether the provider is asked although it refused just now
     * @param isNews whether a connection has another credential than the one to be renewed, and a good one
     */
    UnderLease(
            RefreshPorts ports,
            RefreshSettings settings,
            RefreshTime time,
            Subject subject,
            TokenEndpoint endpoint,
            boolean urgent,
            HeldLease lease,
            Predicate<Connection> isNews) {
        this.ports = ports;
        this.settings = settings;
        this.time = time;
        this.subject = subject;
        this.endpoint = endpoint;
        this.urgent = urgent;
        this.lease = lease;
        this.isNews = isNews;
        this.keeper = new GrantKeeper(ports, time, subject);
        this.book = new SetbackBook(ports, settings, time);
    }

    /** Empty when the lease ran out before anything came of it. */
    Mono<RefreshOutcome> run() {
        return Mono.defer(this::look);
    }

    /**
     * The journal before the connection: what leaves the journal is in the connection by then, so a grant is seen in one of
     * the two.
     */
    private Mono<RefreshOutcome> look() {
        return Mono.zip(
                        ports.setbacks().find(subject.key()).singleOptional(),
                        ports.journal().read(subject.key()).collectList())
                .flatMap(known -> ports.connections()
                        .findLatest(subject.key())
                        .singleOptional()
                        .flatMap(latest -> judge(known.getT1(), known.getT2(), latest)));
    }

    private Mono<RefreshOutcome> judge(Optional<Setback> known, List<Written> journal, Optional<Connection> latest) {
        if (latest.isEmpty()) {
            return Mono.just(RefreshOutcome.GONE);
        }
        subject = subject.at(latest.get());
        setback = known.orElse(null);
        if (isNews.test(subject.connection())) {
            return Mono.just(new Renewed(subject.connection()));
        }
        for (Written written : journal) {
            if (GrantKeeper.follows(written.entry(), subject.connection())) {
                return keeper.replay(subject.connection(), written)
                        .doOnNext(this::reportRecovery)
                        .then(Mono.defer(this::look));
            }
        }
        return keeper.drop(journal).then(Mono.defer(this::proceed));
    }

    private Mono<RefreshOutcome> proceed() {
        String refused = refusal;
        if (refused != null) {
            // Another holder would be about to store what came of this very grant.
            return lease.lasts(Duration.ZERO) ? setBack(Kind.REFUSED, refused, null) : Mono.empty();
        }
        Setback known = setback;
        if (!urgent && known != null && known.holdsAt(time.now()) && known.concerns(fingerprint())) {
            return Mono.just(new Stopped(known));
        }
        return lease.lasts(settings.requestTimeout()) ? ask() : Mono.empty();
    }

    private Mono<RefreshOutcome> ask() {
        requests++;
        return endpoint.request(subject, () -> lease.lasts(settings.requestTimeout()))
                // The endpoint keeps the time itself; should it not, nobody must hang.
                .timeout(settings.requestTimeout().multipliedBy(5).dividedBy(4), time.scheduler())
                .onErrorResume(this::toOutcome)
                .flatMap(this::act);
    }

    private Mono<TokenOutcome> toOutcome(Throwable error) {
        return Mono.just(
                switch (error) {
                    case GatewayException known -> new Failing(known.code().wireName(), null);
                    case TimeoutException late -> new Unknown("timeout");
                    default -> {
                        LOG.error("A token request failed by a fault of ours", error);
                        yield new Unknown("internal_error");
                    }
                });
    }

    private Mono<RefreshOutcome> act(TokenOutcome outcome) {
        return switch (outcome) {
            case Granted(var credential) ->
                keeper.keep(subject.connection(), credential).doOnNext(this::reportRecovery);
            case Refused(String reason) -> {
                refusal = reason;
                yield lookAfter(settings.refusalGrace());
            }
            case Failing(String reason, Duration retryAfter) -> setBack(Kind.FAILING, reason, retryAfter);
            case Unknown(String reason) -> {
                Duration wait = endpoint.isRepeatable() ? Duration.ZERO : settings.uncertainWait();
                yield again(reason, wait);
            }
            case Unsent(String reason) ->
                lease.lasts(settings.requestTimeout()) ? again(reason, settings.pollInterval()) : Mono.empty();
        };
    }

    /** Of this grant's own credential, and not of one that somebody else stored meanwhile. */
    private void reportRecovery(RefreshOutcome outcome) {
        Setback known = setback;
        if (outcome instanceof Renewed(Connection renewed) && known != null && known.concerns(fingerprint())) {
            book.renewed(subject.at(renewed), known);
        }
    }

    private Mono<RefreshOutcome> again(String reason, Duration wait) {
        return requests < MOST_REQUESTS ? lookAfter(wait) : setBack(Kind.FAILING, reason, null);
    }

    private Mono<RefreshOutcome> lookAfter(Duration wait) {
        return time.pause(wait).then(Mono.defer(this::look));
    }

    private Mono<RefreshOutcome> setBack(Kind kind, String reason, @Nullable Duration floor) {
        return book.record(subject, kind, reason, setback, floor);
    }

    private String fingerprint() {
        return Fingerprint.of(subject.connection().credential());
    }
}
