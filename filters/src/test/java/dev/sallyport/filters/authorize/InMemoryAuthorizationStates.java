// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** What the port promises, in a map. */
public final class InMemoryAuthorizationStates implements AuthorizationStates {

    private final Map<String, Kept> kept = new HashMap<>();
    private final Clock clock;

    public InMemoryAuthorizationStates(Clock clock) {
        this.clock = clock;
    }

    private record Kept(String browser, PendingAuthorization pending, Instant end) {}

    @Override
    public Mono<Void> save(String id, String browser, PendingAuthorization pending, Duration ttl) {
        return Mono.fromRunnable(() -> {
            synchronized (kept) {
                kept.put(id, new Kept(browser, pending, clock.instant().plus(ttl)));
            }
        });
    }

    @Override
    public Mono<PendingAuthorization> take(String id, String browser) {
        return Mono.fromSupplier(() -> {
            synchronized (kept) {
                Kept found = kept.get(id);
                boolean fits = found != null && found.browser().equals(browser);
                if (!fits) {
                    return null;
                }
                kept.remove(id);
                return found.end().isAfter(clock.instant()) ? found.pending() : null;
            }
        });
    }
}
