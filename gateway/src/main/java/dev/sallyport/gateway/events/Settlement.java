// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.gateway.events.EventStats.End;
import dev.sallyport.gateway.events.SendOutcome.Again;
import dev.sallyport.gateway.events.SendOutcome.Delivered;
import dev.sallyport.gateway.events.SendOutcome.Forbidden;
import dev.sallyport.gateway.events.SendOutcome.NotNow;
import dev.sallyport.gateway.events.SendOutcome.Rejected;
import dev.sallyport.gateway.settings.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** What follows from an attempt: the delivery is done, given up, or due again later. */
public final class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final Duration giveUpAfter;
    private final Pauses pauses;
    private final EventStats stats;
    private final Clock clock;

    /** @param random safe for several threads */
    public Settlement(WebhookSettings settings, EventStats stats, Clock clock, RandomGenerator random) {
        this.giveUpAfter = settings.giveUpAfter();
        this.pauses = new Pauses(settings, random);
        this.stats = stats;
        this.clock = clock;
    }

    /** Never fails: what cannot be written down now is due again when its claim ends. */
    Mono<Void> settle(Outbox outbox, Delivery delivery, SendOutcome outcome) {
        return Mono.defer(() -> conclude(outbox, delivery, outcome)).onErrorResume(error -> {
            log.debug("{} stays as it was: {}", delivery, error.toString());
            return Mono.empty();
        });
    }

    private Mono<Void> conclude(Outbox outbox, Delivery delivery, SendOutcome outcome) {
        return switch (outcome) {
            case Delivered _ -> end(outbox, delivery, End.DELIVERED);
            case Rejected(String reason) -> giveUp(outbox, delivery.attempted(), End.FAILED, reason);
            case Forbidden(String reason) -> giveUp(outbox, delivery, End.FORBIDDEN, reason);
            case Again(String reason, Duration hint) -> {
                Delivery next = delivery.attempted();
                yield again(outbox, next, pauses.after(next.attempts(), hint), reason);
            }
            case NotNow(String reason, Duration delay) -> again(outbox, delivery, pauses.spread(delay), reason);
        };
    }

    private Mono<Void> again(Outbox outbox, Delivery delivery, Duration pause, String reason) {
        if (!clock.instant().plus(pause).isBefore(delivery.since().plus(giveUpAfter))) {
            return giveUp(outbox, delivery, End.FAILED, reason);
        }
        stats.countRepeated();
        return outbox.postpone(delivery, pause);
    }

    /** Says which one, since nobody will hear of it otherwise; not to whom, since a URL may be a secret. */
    private Mono<Void> giveUp(Outbox outbox, Delivery delivery, End end, String reason) {
        return end(outbox, delivery, end)
                .doOnSuccess(_ -> log.warn(
                        "Event {} of environment {} was not delivered ({}, {} attempts)",
                        delivery.eventId(),
                        delivery.environment(),
                        reason,
                        delivery.attempts()));
    }

    private Mono<Void> end(Outbox outbox, Delivery delivery, End end) {
        return outbox.remove(delivery).doOnSuccess(_ -> stats.count(end));
    }
}
