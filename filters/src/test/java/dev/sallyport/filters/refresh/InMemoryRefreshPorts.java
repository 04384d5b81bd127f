// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What replicas share of refreshes, in maps, for tests. */
public final class InMemoryRefreshPorts {

    private record Held(String token, long until) {}

    private final LongSupplier millis;
    private final Map<ConnectionKey, Held> leases = new HashMap<>();
    private final Map<ConnectionKey, Map<String, JournalEntry>> entries = new HashMap<>();
    private final Map<ConnectionKey, Setback> setbacks = new HashMap<>();
    private final Map<ConnectionKey, List<MonoSink<Void>>> waiting = new HashMap<>();
    private int lastId;

    public InMemoryRefreshPorts(LongSupplier millis) {
        this.millis = millis;
    }

    public RefreshLease lease() {
        return new RefreshLease() {
            @Override
            public Mono<Boolean> acquire(ConnectionKey key, String token, Duration ttl) {
                return atomically(() -> (holder(key) == null || isHolder(key, token)) && hold(key, token, ttl));
            }

            @Override
            public Mono<Boolean> renew(ConnectionKey key, String token, Duration ttl) {
                return atomically(() -> isHolder(key, token) && hold(key, token, ttl));
            }

            @Override
            public Mono<Void> release(ConnectionKey key, String token) {
                return atomically(() -> isHolder(key, token) ? leases.remove(key) : null)
                        .then();
            }
        };
    }

    public RefreshJournal journal() {
        return new RefreshJournal() {
            @Override
            public Mono<String> append(ConnectionKey key, JournalEntry entry) {
                return atomically(() -> {
                    String id = "" + ++lastId;
                    entries.computeIfAbsent(key, same -> new LinkedHashMap<>()).put(id, entry);
                    return id;
                });
            }

            @Override
            public Flux<Written> read(ConnectionKey key) {
                return atomically(() -> entries.getOrDefault(key, Map.of()).entrySet().stream()
                                .map(entry -> new Written(entry.getKey(), entry.getValue()))
                                .toList())
                        .flatMapIterable(all -> all);
            }

            @Override
            public Mono<Void> remove(ConnectionKey key, List<String> ids) {
                return atomically(() -> entries.getOrDefault(key, new HashMap<>())
                                .keySet()
                                .removeAll(ids))
                        .then();
            }
        };
    }

    public RefreshSetbacks setbacks() {
        return new RefreshSetbacks() {
            @Override
            public Mono<Setback> find(ConnectionKey key) {
                return atomically(() -> setbacks.get(key));
            }

            @Override
            public Mono<Boolean> replace(ConnectionKey key, @Nullable Setback previous, Setback next) {
                return atomically(() -> {
                    Setback current = setbacks.get(key);
                    String expected = previous == null ? "" : previous.id();
                    boolean same = expected.equals(current == null ? "" : current.id());
                    if (same) {
                        setbacks.put(key, next);
                    }
                    return same;
                });
            }

            @Override
            public Mono<Long> countBroken(String environment) {
                return atomically(() -> setbacks.entrySet().stream()
                        .filter(entry -> entry.getKey().environment().equals(environment)
                                && entry.getValue().kind() == Setback.Kind.REFUSED)
                        .count());
            }

            @Override
            public Mono<Void> clear(ConnectionKey key) {
                return atomically(() -> setbacks.remove(key)).then();
            }
        };
    }

    public RefreshNotices notices() {
        return new RefreshNotices() {
            @Override
            public Mono<Void> publish(ConnectionKey key) {
                return atomically(() -> waiting.remove(key))
                        .doOnNext(sinks -> sinks.forEach(MonoSink::success))
                        .then();
            }

            @Override
            public Mono<Void> next(ConnectionKey key) {
                return Mono.create(sink -> {
                    synchronized (InMemoryRefreshPorts.this) {
                        waiting.computeIfAbsent(key, same -> new ArrayList<>()).add(sink);
                    }
                });
            }
        };
    }

    private @Nullable Held holder(ConnectionKey key) {
        Held held = leases.get(key);
        return held != null && millis.getAsLong() < held.until() ? held : null;
    }

    private boolean isHolder(ConnectionKey key, String token) {
        Held held = holder(key);
        return held != null && held.token().equals(token);
    }

    private boolean hold(ConnectionKey key, String token, Duration ttl) {
        leases.put(key, new Held(token, millis.getAsLong() + ttl.toMillis()));
        return true;
    }

    private <T> Mono<T> atomically(Supplier<T> action) {
        return Mono.fromSupplier(() -> {
            synchronized (this) {
                return action.get();
            }
        });
    }
}
