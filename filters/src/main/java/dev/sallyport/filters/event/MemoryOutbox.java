// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deliveries of this replica alone, for while the shared store is away. They end with it. */
public final class MemoryOutbox implements Outbox {

    private final LongSupplier nanoTime;
    private final Semaphore places;
    private final ConcurrentMap<String, Held> held = new ConcurrentHashMap<>();

    /**
     * @param most deliveries, of all environments
     * @param nanoTime as {@link System#nanoTime}
     */
    public MemoryOutbox(int most, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.places = new Semaphore(most);
    }

    @Override
    public Mono<Boolean> put(Delivery delivery) {
        return Mono.fromSupplier(() -> {
            String name = name(delivery);
            if (held.containsKey(name)) {
                return true;
            }
            if (!places.tryAcquire()) {
                return false;
            }
            if (held.putIfAbsent(name, new Held(delivery, nanoTime.getAsLong())) != null) {
                places.release();
            }
            return true;
        });
    }

    @Override
    public Flux<String> environments() {
        return Flux.defer(() -> Flux.fromStream(
                held.values().stream().map(one -> one.delivery().environment()).distinct()));
    }

    @Override
    public Flux<Delivery> claim(String environment, int most, Duration time) {
        return Flux.defer(() -> {
            long now = nanoTime.getAsLong();
            List<Held> due = held.values().stream()
                    .filter(one -> one.delivery().environment().equals(environment) && one.due() - now <= 0)
                    .sorted(Comparator.comparingLong(one -> one.due() - now))
                    .limit(most)
                    .filter(one ->
                            held.replace(name(one.delivery()), one, new Held(one.delivery(), now + time.toNanos())))
                    .toList();
            return Flux.fromIterable(due).map(Held::delivery);
        });
    }

    @Override
    public Mono<Void> postpone(Delivery delivery, Duration delay) {
        return Mono.fromRunnable(() -> held.computeIfPresent(
                name(delivery), (name, before) -> new Held(delivery, nanoTime.getAsLong() + delay.toNanos())));
    }

    @Override
    public Mono<Void> remove(Delivery delivery) {
        return Mono.fromRunnable(() -> {
            if (held.remove(name(delivery)) != null) {
                places.release();
            }
        });
    }

    private static String name(Delivery delivery) {
        return delivery.environment() + "\n" + delivery.id();
    }

    /** @param due nanoseconds on the outbox's clock */
    private record Held(Delivery delivery, long due) {}
}
