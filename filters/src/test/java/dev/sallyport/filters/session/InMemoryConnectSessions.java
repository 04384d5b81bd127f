// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** For tests of what uses sessions. */
public final class InMemoryConnectSessions implements ConnectSessions {

    private final Map<String, ConnectSession> sessions = new ConcurrentHashMap<>();
    private final Clock clock;

    public InMemoryConnectSessions(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Mono<Void> save(String token, ConnectSession session) {
        return Mono.fromRunnable(() -> sessions.put(token, session));
    }

    @Override
    public Mono<ConnectSession> find(String token) {
        return Mono.fromSupplier(() -> sessions.get(token))
                .filter(session -> clock.instant().isBefore(session.expiresAt()));
    }

    @Override
    public Mono<Void> delete(String token) {
        return Mono.fromRunnable(() -> sessions.remove(token));
    }
}
