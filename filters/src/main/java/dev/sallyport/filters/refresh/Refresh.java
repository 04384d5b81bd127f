// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** One replica's part in renewing one credential: takes the lease and renews, or waits for whoever has it. */
final class Refresh {

    /** How many leases' time it waits for others at most. */
    private static final int PATIENCE = 2;

    private final RefreshPorts ports;
    private final RefreshSettings settings;
    private final RefreshTime time;
    private final Subject subject;
    private final TokenEndpoint endpoint;
    private final boolean urgent;
    private final BooleanSupplier isAwaited;
    private final String replaced;
    private final String token;
    private final long startNanos;

    /**
     * @param urgent whether the provider is asked although it refused just now
     * @param isAwaited whether somebody waits for the outcome; if not, another replica's refresh is as good and not waited for
     */
    Refresh(
            RefreshPorts ports,
            RefreshSettings settings,
            RefreshTime time,
            Subject subject,
            TokenEndpoint endpoint,
            boolean urgent,
            BooleanSupplier isAwaited) {
        this.ports = ports;
        this.settings = settings;
        this.time = time;
        this.subject = subject;
        this.endpoint = endpoint;
        this.urgent = urgent;
        this.isAwaited = isAwaited;
        this.replaced = Fingerprint.of(subject.connection().credential());
        this.token = time.uniqueId();
        this.startNanos = time.nanoTime().getAsLong();
    }

    Mono<RefreshOutcome> run() {
        return Mono.defer(this::look)
                .repeatWhenEmpty(
                        rounds -> rounds.concatMap(round -> waitForOthers().thenReturn(round)));
    }

    /** Empty to look again. */
    private Mono<RefreshOutcome> look() {
        return ports.connections().findLatest(key()).singleOptional().flatMap(this::judge);
    }

    private Mono<RefreshOutcome> judge(Optional<Connection> latest) {
        if (latest.isEmpty()) {
            return Mono.just(RefreshOutcome.GONE);
        }
        return isNews(latest.get()) ? Mono.just(new RefreshOutcome.Renewed(latest.get())) : contend();
    }

    private Mono<RefreshOutcome> contend() {
        return HeldLease.acquire(ports.lease(), key(), token, settings.leaseTtl(), time)
                .singleOptional()
                .flatMap(lease -> lease.isPresent() ? renew(lease.get()) : busy());
    }

    private Mono<RefreshOutcome> renew(HeldLease lease) {
        return lease.during(
                new UnderLease(ports, settings, time, subject, endpoint, urgent, lease, this::isNews).run());
    }

    private Mono<RefreshOutcome> busy() {
        boolean waits = isAwaited.getAsBoolean()
                && time.since(startNanos).compareTo(settings.leaseTtl().multipliedBy(PATIENCE)) < 0;
        return waits ? Mono.empty() : Mono.just(RefreshOutcome.BUSY);
    }

    private Mono<Void> waitForOthers() {
        return Mono.firstWithSignal(ports.notices().next(key()), time.pause(settings.pollInterval()));
    }

    /** By the credential and not by the generation, which also grows with the connection's metadata. */
    private boolean isNews(Connection latest) {
        Credential credential = latest.credential();
        Instant expiry = credential.expiresAt();
        boolean good = !credential.isPending() && (expiry == null || time.now().isBefore(expiry));
        return good && !replaced.equals(Fingerprint.of(credential));
    }

    private ConnectionKey key() {
        return subject.key();
    }
}
