// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.refresh.RefreshOutcome.Stopped;
import dev.sallyport.filters.refresh.Setback.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes down that a refresh failed and for how long it is not tried again, for all replicas. */
final class SetbackBook {

    private static final int MOST_DOUBLINGS = 20;

    private final RefreshPorts ports;
    private final RefreshSettings settings;
    private final RefreshTime time;

    SetbackBook(RefreshPorts ports, RefreshSettings settings, RefreshTime time) {
        this.ports = ports;
        this.settings = settings;
        this.time = time;
    }

    /**
     * @param previous as it was read under the lease; null for none
     * @param floor what the provider asked for at least; null for nothing
     */
    Mono<RefreshOutcome> record(
            Subject subject, Kind kind, String reason, @Nullable Setback previous, @Nullable Duration floor) {
        String fingerprint = Fingerprint.of(subject.connection().credential());
        Setback known = previous != null && previous.concerns(fingerprint) ? previous : null;
        if (known != null && known.kind() == Kind.REFUSED && kind == Kind.FAILING) {
            // A provider that is away takes nothing back: broken is what it stays until it is renewed.
            return record(subject, Kind.REFUSED, known.reason(), known, floor);
        }
        Setback last = known != null && known.kind() == kind ? known : null;
        Instant now = time.now();
        int count = last == null ? 1 : last.count() + 1;
        Instant since = last == null ? now : last.since();
        Instant until = now.plus(wait(kind, count, floor));
        Setback next = new Setback(time.uniqueId(), kind, fingerprint, reason, since, count, until);
        return ports.setbacks()
                .replace(subject.key(), previous, next)
                .onErrorReturn(StoreUnavailableException.class, false)
                .doOnNext(first -> report(subject, next, first && last == null))
                .then(GrantKeeper.harmless(ports.notices().publish(subject.key())))
                .thenReturn(new Stopped(next));
    }

    private void report(Subject subject, Setback next, boolean first) {
        if (first && next.kind() == Kind.REFUSED) {
            ports.observer().broken(subject.key(), subject.provider().name(), next.reason(), next.since());
            tell(subject, new ConnectionEvent.Problem(next.reason(), "The provider refused to renew the credential"));
        }
    }

    /**
     * The credential was renewed.
     *
     * @param known what stood in its way before; null for nothing
     */
    void renewed(Subject subject, @Nullable Setback known) {
        if (known != null && known.kind() == Kind.REFUSED) {
            ports.observer().recovered(subject.key(), subject.provider().name());
            tell(subject, null);
        }
    }

    private void tell(Subject subject, ConnectionEvent.@Nullable Problem problem) {
        ports.events()
                .happened(new ConnectionEvent(
                        subject.connection(), subject.provider().authMode(), Operation.REFRESH, problem));
    }

    private Duration wait(Kind kind, int count, @Nullable Duration floor) {
        Duration own = switch (kind) {
            case REFUSED -> doubled(settings.brokenBackoff(), count, settings.maxBrokenBackoff());
            case FAILING -> halfRandom(doubled(settings.backoff(), count, settings.maxBackoff()));
        };
        return floor == null ? own : longer(own, shorter(floor, settings.maxBrokenBackoff()));
    }

    private static Duration doubled(Duration base, int count, Duration most) {
        return shorter(base.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS)), most);
    }

    /** Equal jitter: replicas and connections spread, and nobody comes back at once. */
    private Duration halfRandom(Duration wait) {
        long half = wait.toMillis() / 2;
        return Duration.ofMillis(half + time.random().nextLong(half + 1));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
