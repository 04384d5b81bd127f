// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.EventBody;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.gateway.events.EventStats.End;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Puts what happens to connections on its way to those who want to hear of it. An event is in memory only until Redis has it; while
 * Redis is away it stays there, within bounds, and this replica delivers it alone.
 */
public final class Webhooks implements ConnectionEvents, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

    /** For what is on its way to Redis, and then for what is being sent. What takes longer another replica sends again. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Receivers receivers;
    private final Outbox shared;
    private final Outbox own;
    private final Dispatch dispatch;
    private final EventStats stats;
    private final Clock clock;
    private final RandomGenerator random;
    private final int most;
    private final Semaphore places;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Disposable running;

    private Webhooks(
            Receivers receivers,
            Outbox shared,
            Outbox own,
            Dispatch dispatch,
            EventStats stats,
            Clock clock,
            RandomGenerator random,
            int most) {
        this.receivers = receivers;
        this.shared = shared;
        this.own = own;
        this.dispatch = dispatch;
        this.stats = stats;
        this.clock = clock;
        this.random = random;
        this.most = most;
        this.places = new Semaphore(most);
        this.running = dispatch.run(stop.asMono(), Schedulers.parallel())
                .doFinally(_ -> stopped.countDown())
                .subscribe(_ -> {}, error -> log.error("Events are no longer delivered", error));
    }

    /**
     * Starts to deliver, what is left of earlier runs included.
     *
     * @param shared where all replicas put events
     * @param own where this one does while that is away
     * @param dispatch of both
     * @param random for ids; safe for several threads
     * @param most events on their way to an outbox
     */
    public static Webhooks start(
            Receivers receivers,
            Outbox shared,
            Outbox own,
            Dispatch dispatch,
            EventStats stats,
            Clock clock,
            RandomGenerator random,
            int most) {
        return new Webhooks(receivers, shared, own, dispatch, stats, clock, random, most);
    }

    @Override
    public void happened(ConnectionEvent event) {
        List<SecretText> urls = receivers.of(event);
        if (urls.isEmpty()) {
            return;
        }
        if (!places.tryAcquire()) {
            stats.add(End.DROPPED, urls.size());
            log.warn(
                    "An event of environment {} was dropped (too many are waiting)",
                    event.connection().key().environment());
            return;
        }
        Instant now = clock.instant();
        // On its own: whoever tells of an event neither waits for it nor ends it by leaving.
        var _ = Mono.fromCallable(() -> deliveries(event, urls, now))
                .subscribeOn(Schedulers.parallel())
                .flatMapMany(Flux::fromIterable)
                .concatMap(this::keep)
                .doFinally(_ -> places.release())
                .subscribe(_ -> {}, error -> log.error("An event is lost", error));
    }

    /** On the stopping thread. */
    @Override
    public void close() {
        try {
            if (places.tryAcquire(most, CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                places.release(most);
            }
            stop.tryEmitEmpty();
            stopped.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.dispose();
    }

    private List<Delivery> deliveries(ConnectionEvent event, List<SecretText> urls, Instant now) {
        String id = newId();
        byte[] body = EventBody.of(event);
        String environment = event.connection().key().environment();
        return IntStream.range(0, urls.size())
                .mapToObj(i -> new Delivery(id + "." + i, id, environment, urls.get(i), body, 0, now))
                .toList();
    }

    /** What may or may not have reached a store that does not answer is kept a second time: twice is better than never. */
    private Mono<Void> keep(Delivery delivery) {
        return shared.put(delivery)
                .onErrorResume(error -> own.put(delivery))
                .doOnNext(kept -> {
                    if (kept) {
                        dispatch.wake(delivery.environment());
                    } else {
                        drop(delivery);
                    }
                })
                .then();
    }

    private void drop(Delivery delivery) {
        stats.count(End.DROPPED);
        log.warn(
                "Event {} of environment {} was dropped (too many are waiting)",
                delivery.eventId(),
                delivery.environment());
    }

    private String newId() {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return "evt_" + HexFormat.of().formatHex(id);
    }
}
