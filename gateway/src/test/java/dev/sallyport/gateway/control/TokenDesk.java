// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.InMemoryRefreshPorts;
import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.refresh.RefreshPorts;
import dev.sallyport.filters.refresh.RefreshSettings;
import dev.sallyport.filters.refresh.RefreshTime;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Stands for all token endpoints: answers what it is told to, and until then renews nothing. */
final class TokenDesk implements TokenEndpoint {

    private final InMemoryRefreshPorts shared = new InMemoryRefreshPorts(System::currentTimeMillis);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile @Nullable TokenOutcome answer;

    void answers(TokenOutcome outcome) {
        answer = outcome;
    }

    int requests() {
        return requests.get();
    }

    CredentialRefresher refresher(ConnectionStore connections, ConnectionEvents events, Clock clock) {
        RefreshPorts ports = new RefreshPorts(
                connections,
                shared.lease(),
                shared.journal(),
                shared.setbacks(),
                shared.notices(),
                List.of(this),
                RefreshObserver.NOOP,
                events);
        RefreshTime time = new RefreshTime(clock, System::nanoTime, new Random(1), Schedulers.parallel());
        return new CredentialRefresher(ports, RefreshSettings.DEFAULTS, time);
    }

    ConnectionHealth health() {
        return new ConnectionHealth(shared.setbacks(), RefreshObserver.NOOP);
    }

    @Override
    public boolean renews(Credential credential) {
        return answer != null && credential.isRenewable();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        requests.incrementAndGet();
        return Mono.justOrEmpty(answer);
    }
}
