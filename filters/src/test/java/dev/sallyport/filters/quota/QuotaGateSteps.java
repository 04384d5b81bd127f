// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.quota.QuotaGate.Ask;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Reading.OfBucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A gate whose time and ledger a test drives. */
abstract class QuotaGateSteps {

    static final Duration PATIENCE = Duration.ofSeconds(5);
    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final ScriptedLedger ledger = new ScriptedLedger();
    final Bucket bucket = bucket("default");
    final List<Bucket> charged = List.of(bucket);
    QuotaGate gate = gate(QuotaMode.ENFORCE, 1000);

    QuotaGate gate(QuotaMode mode, int maxWaiting) {
        QuotaSettings settings =
                new QuotaSettings(mode, maxWaiting, Duration.ofMillis(50), 1000, Duration.ofMillis(100));
        return new QuotaGate(settings, ledger, time, () -> time.now(TimeUnit.NANOSECONDS));
    }

    void warmUp() {
        admit("c").block(PATIENCE).failed();
    }

    /** With so much credit, and nothing in flight. */
    void warmUpFar(long credit) {
        ledger.answers(claim -> ScriptedLedger.far(claim, 100, credit));
        admit("c").block(PATIENCE).failed();
        ledger.claims.clear();
        pass(Duration.ofMillis(500));
    }

    Admission take() {
        return gate.tryAdmit(charged, "c", Priority.NORMAL);
    }

    List<Admission> takeMany(int count) {
        List<Admission> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(take());
        }
        assertThat(taken).doesNotContainNull();
        return taken;
    }

    Mono<Admission> admit(String connection) {
        return admit(connection, Duration.ofSeconds(10));
    }

    Mono<Admission> admit(String connection, Duration maxWait) {
        return gate.admit(charged, new Ask(connection, Priority.NORMAL, maxWait));
    }

    void wait(List<String> order, String connection, Priority priority, String name) {
        gate.admit(charged, new Ask(connection, priority, Duration.ofSeconds(10)))
                .subscribe(admission -> order.add(name));
    }

    static void assertRefused(Mono<Admission> admission, long retryAfterMillis) {
        StepVerifier.create(admission)
                .expectErrorSatisfies(error -> {
                    GatewayException refused = (GatewayException) error;
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.details()).containsEntry("retry_after_ms", retryAfterMillis);
                    assertThat(refused.details()).containsKey("bucket");
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(retryAfterMillis));
                })
                .verify(PATIENCE);
    }

    void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    static Bucket bucket(String name) {
        return new Bucket(new BucketKey("dev", "github", "octocat", name), new Fixed());
    }

    static Reading sees(Bucket seen, long limit, long remaining) {
        return new Reading(
                List.of(new OfBucket(seen, new Sighting(limit, remaining, Duration.ofMinutes(1), null))), null);
    }
}
