// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every outbox does. Each test has an environment of its own, so outboxes may be shared. */
public abstract class OutboxContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final String environment = "env:{x}%3A" + UUID.randomUUID();

    protected abstract Outbox outbox();

    @Test
    void whatIsPutIsClaimedAsItWas() {
        Delivery delivery = delivery("a");
        assertThat(put(delivery)).isTrue();

        Delivery claimed = claim(LONG).getFirst();
        assertThat(claimed).usingRecursiveComparison().isEqualTo(delivery);
        assertThat(claimed.body()).isEqualTo("{\"ü\":\"a\"}".getBytes(UTF_8));
    }

    @Test
    void whatIsClaimedIsNobodyElses() {
        put(delivery("a"));
        claim(LONG);

        assertThat(claim(LONG)).isEmpty();
    }

    @Test
    void ofManyWhoClaimOneGetsIt() {
        put(delivery("a"));

        Long winners = Flux.range(0, 30)
                .flatMap(i -> outbox().claim(environment, 8, LONG), 30)
                .count()
                .block(PATIENCE);

        assertThat(winners).isEqualTo(1);
    }

    @Test
    void whoeverIsNotHeardOfAgainLosesIt() {
        put(delivery("a"));
        claim(SHORT);

        assertThat(awaitDue()).isEqualTo(List.of("a"));
    }

    @Test
    void whatIsRemovedIsGone() {
        put(delivery("a"));
        Delivery claimed = claim(Duration.ofMillis(1)).getFirst();

        outbox().remove(claimed).block(PATIENCE);
        outbox().remove(claimed).block(PATIENCE);
        put(delivery("b"));

        assertThat(awaitDue()).isEqualTo(List.of("b"));
    }

    @Test
    void aPostponedOneIsDueLaterAsItWasGiven() {
        put(delivery("a"));
        Delivery claimed = claim(LONG).getFirst();

        outbox().postpone(claimed.attempted(), SHORT).block(PATIENCE);

        assertThat(claim(LONG)).isEmpty();
        List<Delivery> due = new ArrayList<>();
        Awaitility.await().atMost(PATIENCE).until(() -> due.addAll(claim(LONG)));
        assertThat(due.getFirst().attempts()).isEqualTo(1);
    }

    /** Whoever took over from a replica that was too slow has delivered it. */
    @Test
    void whatWasRemovedIsNotPostponed() {
        put(delivery("a"));
        Delivery claimed = claim(LONG).getFirst();
        outbox().remove(claimed).block(PATIENCE);

        outbox().postpone(claimed, Duration.ZERO).block(PATIENCE);

        assertThat(claim(LONG)).isEmpty();
    }

    @Test
    void puttingItAgainChangesNothing() {
        put(delivery("a"));
        claim(LONG);

        assertThat(put(delivery("a"))).isTrue();

        assertThat(claim(LONG)).isEmpty();
    }

    @Test
    void noMoreAreTakenThanAskedFor() {
        for (String id : List.of("a", "b", "c")) {
            put(delivery(id));
        }

        List<Delivery> first =
                outbox().claim(environment, 2, LONG).collectList().block(PATIENCE);
        List<Delivery> rest = outbox().claim(environment, 2, LONG).collectList().block(PATIENCE);

        assertThat(first).hasSize(2);
        assertThat(rest).hasSize(1);
        assertThat(first)
                .extracting(Delivery::id)
                .doesNotContain(rest.getFirst().id());
    }

    @Test
    void environmentsWithDeliveriesAreKnownAndApart() {
        put(delivery("a"));

        assertThat(outbox().environments().collectList().block(PATIENCE)).contains(environment);
        assertThat(outbox().claim(environment + "x", 8, LONG).collectList().block(PATIENCE))
                .isEmpty();
    }

    protected final Delivery delivery(String id) {
        return new Delivery(
                id,
                "evt_" + id,
                environment,
                SecretText.of("https://receiver.example/hook?token=hush"),
                ("{\"ü\":\"" + id + "\"}").getBytes(UTF_8),
                0,
                Samples.NOW);
    }

    protected final boolean put(Delivery delivery) {
        return Boolean.TRUE.equals(outbox().put(delivery).block(PATIENCE));
    }

    private List<Delivery> claim(Duration time) {
        return outbox().claim(environment, 8, time).collectList().block(PATIENCE);
    }

    private List<String> awaitDue() {
        List<String> due = new ArrayList<>();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> due.addAll(claim(LONG).stream().map(Delivery::id).toList()));
        return due;
    }
}
