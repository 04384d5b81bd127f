// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.event.Delivery;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.event.SigningKeys;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.gateway.events.EventStats.End;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StoreAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void withoutTheStoreThisReplicaDeliversAlone() throws Exception {
        try (RawUpstream receiver = RawUpstream.answering("HTTP/1.1 204 No Content\r\n\r\n");
                Sender sender = Sender.with().to(receiver, new Away())) {
            sender.happened();
            sender.happened();

            sender.await(End.DELIVERED, 2);
        }
    }

    @Test
    void whatHasNoRoomInMemoryIsDroppedAndCounted() throws Exception {
        try (RawUpstream receiver = RawUpstream.start((request, wire) -> wire.stall());
                Sender sender = Sender.with().holding(3).to(receiver, new Away())) {
            for (int i = 0; i < 3; i++) {
                sender.happened();
            }
            Awaitility.await().until(() -> receiver.received().size() == 3);
            for (int i = 0; i < 5; i++) {
                sender.happened();
            }

            sender.await(End.DROPPED, 5);
        }
    }

    @Test
    void theKeyThatWasLastSeenStillSigns() {
        boolean[] away = new boolean[1];
        KeyRing keys = new KeyRing(Map.of(), flaky(away), new Random(7));
        away[0] = true;
        StepVerifier.create(keys.current("dev"))
                .expectError(StoreUnavailableException.class)
                .verify(PATIENCE);

        away[0] = false;
        StepVerifier.create(keys.current("dev"))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
        away[0] = true;

        StepVerifier.create(keys.current("dev"))
                .expectNext(SecretText.of("stored"))
                .expectComplete()
                .verify(PATIENCE);
    }

    private static SigningKeys flaky(boolean[] away) {
        return new SigningKeys() {
            @Override
            public Mono<SecretText> findOrKeep(String environment, SecretText candidate) {
                return away[0] ? unavailable() : Mono.just(SecretText.of("stored"));
            }

            @Override
            public Mono<Void> replace(String environment, SecretText key) {
                return unavailable();
            }
        };
    }

    private static <T> Mono<T> unavailable() {
        return Mono.error(new StoreUnavailableException("away"));
    }

    /** An outbox that never answers with anything but that. */
    private static final class Away implements Outbox {

        @Override
        public Mono<Boolean> put(Delivery delivery) {
            return unavailable();
        }

        @Override
        public Flux<String> environments() {
            return Flux.from(unavailable());
        }

        @Override
        public Flux<Delivery> claim(String environment, int most, Duration time) {
            return Flux.from(unavailable());
        }

        @Override
        public Mono<Void> postpone(Delivery delivery, Duration delay) {
            return unavailable();
        }

        @Override
        public Mono<Void> remove(Delivery delivery) {
            return unavailable();
        }
    }
}
