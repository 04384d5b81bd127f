// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.gateway.settings.WebhookSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes what is due out of the outboxes and has it sent, some at a time. Most deliveries are taken at once by the replica that put
 * them; every so often it looks at all environments, for what was postponed and for what others left behind.
 */
public final class Dispatch {

    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    private static final Duration TICK = Duration.ofMillis(200);

    /** Enough that what cannot be sent now does not hold up what can for long: with each tick so many get past. */
    private static final int BATCH = 64;

    /** Of a claim, over the timeout of an attempt: time to wait for its turn, and to say how it ended. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final WebhookSettings settings;
    private final List<Outbox> outboxes;
    private final Courier courier;
    private final Settlement settlement;
    private final LongSupplier nanoTime;
    private final Set<String> awake = ConcurrentHashMap.newKeySet();

    /**
     * @param outboxes those with few environments first
     * @param nanoTime as {@link System#nanoTime}
     */
    public Dispatch(
            WebhookSettings settings,
            List<Outbox> outboxes,
            Courier courier,
            Settlement settlement,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.outboxes = List.copyOf(outboxes);
        this.courier = courier;
        this.settlement = settlement;
        this.nanoTime = nanoTime;
    }

    /** Something of this environment is due. */
    void wake(String environment) {
        awake.add(environment);
    }

    /** Delivers until {@code stop} ends, and completes when what was begun until then is done. Never fails. */
    Mono<Void> run(Mono<Void> stop, Scheduler scheduler) {
        long ticksPerPoll = Math.max(1, settings.pollInterval().dividedBy(TICK));
        return Flux.interval(Duration.ZERO, TICK, scheduler)
                // A round that takes longer than a tick, as it does while all sends are in use, is the next one too.
                .onBackpressureDrop()
                .takeUntilOther(stop)
                .concatMap(tick -> round(tick % ticksPerPoll == 0), 1)
                .flatMap(this::deliver, settings.maxSends(), 1)
                .then();
    }

    private Flux<Claimed> round(boolean all) {
        List<String> woken = drainAwake();
        if (!all && woken.isEmpty()) {
            return Flux.empty();
        }
        return Flux.fromIterable(outboxes)
                .concatMap(outbox -> (all ? environments(outbox) : Flux.fromIterable(woken))
                        .concatMap(environment -> claim(outbox, environment), 1));
    }

    private List<String> drainAwake() {
        List<String> woken = List.copyOf(awake);
        woken.forEach(awake::remove);
        return woken;
    }

    /** A store that is away has nothing for now. */
    private static Flux<String> environments(Outbox outbox) {
        return outbox.environments().onErrorResume(error -> {
            log.debug("No environments to look at: {}", error.toString());
            return Flux.empty();
        });
    }

    private Flux<Claimed> claim(Outbox outbox, String environment) {
        return outbox.claim(environment, BATCH, settings.timeout().plus(MARGIN))
                .collectList()
                .onErrorResume(error -> {
                    log.debug("Nothing claimed of {}: {}", environment, error.toString());
                    return Mono.just(List.of());
                })
                .flatMapIterable(deliveries -> claimed(outbox, environment, deliveries));
    }

    private List<Claimed> claimed(Outbox outbox, String environment, List<Delivery> deliveries) {
        if (deliveries.size() == BATCH) {
            wake(environment);
        }
        long now = nanoTime.getAsLong();
        return deliveries.stream()
                .map(delivery -> new Claimed(outbox, delivery, now))
                .toList();
    }

    private Mono<Void> deliver(Claimed claimed) {
        return Mono.defer(() -> {
            // Too late to be done while the claim holds: it is due again soon, for whoever has time.
            boolean late = nanoTime.getAsLong() - claimed.at() > MARGIN.toNanos() / 2;
            return late
                    ? Mono.empty()
                    : courier.send(claimed.delivery())
                            .flatMap(outcome -> settlement.settle(claimed.outbox(), claimed.delivery(), outcome));
        });
    }

    /** @param at nanoseconds */
    private record Claimed(Outbox outbox, Delivery delivery, long at) {}
}
