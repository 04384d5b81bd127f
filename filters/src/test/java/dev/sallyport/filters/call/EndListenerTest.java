// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EndListenerTest {

    private final List<String> heard = new ArrayList<>();
    private final EndListener listener = new EndListener() {
        @Override
        public void completed() {
            heard.add("completed");
        }

        @Override
        public void failed(Throwable error) {
            heard.add("failed: " + error.getMessage());
        }

        @Override
        public void cancelled() {
            heard.add("cancelled");
        }
    };

    @Test
    void hearsOfTheEndBeforeWhoWaits() {
        Mono<Void> told = EndListener.tell(Mono.empty(), listener).doOnSuccess(done -> heard.add("went on"));

        StepVerifier.create(told).verifyComplete();

        assertThat(heard).containsExactly("completed", "went on");
    }

    @Test
    void hearsOfAFailureBeforeWhoWaits() {
        Mono<Void> told = EndListener.tell(Mono.error(new IllegalStateException("broken")), listener)
                .doOnError(error -> heard.add("went on"));

        StepVerifier.create(told).verifyErrorMessage("broken");

        assertThat(heard).containsExactly("failed: broken", "went on");
    }

    @Test
    void hearsOfACancelAndHandsItOn() {
        TestPublisher<Void> rest = TestPublisher.create();

        StepVerifier.create(EndListener.tell(rest.mono(), listener))
                .thenCancel()
                .verify();

        rest.assertCancelled();
        assertThat(heard).containsExactly("cancelled");
    }

    @Test
    void hearsNothingWhileNobodySubscribes() {
        EndListener.tell(Mono.empty(), listener);

        assertThat(heard).isEmpty();
    }

    @Test
    void handsTheContextOn() {
        Mono<Void> rest = Mono.deferContextual(context -> {
            heard.add(context.get("key"));
            return Mono.empty();
        });

        StepVerifier.create(EndListener.tell(rest, listener).contextWrite(context -> context.put("key", "value")))
                .verifyComplete();

        assertThat(heard).containsExactly("value", "completed");
    }
}
