// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a cache remembers of its own replica's writes, whatever comes in between. Values are {@code generation}s. */
class RememberedWritesTest {

    private final List<CompletableFuture<Optional<Loaded<String>>>> loads = new ArrayList<>();
    private long now = 1_000_000;
    private final Invalidations invalidations = new Invalidations(CacheSettings.DEFAULTS, () -> now);
    private final NearCache<String, String> cache = invalidations.cache(
            "thing",
            CacheSettings.DEFAULTS.connections().toBytes(),
            List::getFirst,
            names -> names.size() < 3 ? null : new Version(Long.parseLong(names.get(1)), Long.parseLong(names.get(2))),
            key -> {
                loads.add(new CompletableFuture<>());
                return loads.getLast();
            });
    private final Sinks.One<Loaded<String>> write = Sinks.one();

    RememberedWritesTest() {
        invalidations.linked();
    }

    @Test
    void aWriteIsFoundWithoutALoad() {
        CompletableFuture<String> written = begin(write);

        write.tryEmitValue(stored(1, 2));

        assertThat(written).isCompletedWithValue("2");
        expectWarm("2");
    }

    @Test
    void theMessageOfTheWriteItselfForgetsNothing() {
        begin(write);

        invalidations.message("thing:a:1:2");
        write.tryEmitValue(stored(1, 2));
        invalidations.message("thing:a:1:2");

        expectWarm("2");
    }

    @Test
    void aMessageOfAnOlderWriteForgetsNothing() {
        begin(write);
        invalidations.message("thing:a:1:1");
        write.tryEmitValue(stored(1, 2));
        invalidations.message("thing:a:1:1");

        expectWarm("2");
    }

    @Test
    void aMessageOfANewerWriteForgetsIt() {
        begin(write);
        write.tryEmitValue(stored(1, 2));

        invalidations.message("thing:a:1:3");

        expectCold();
    }

    @Test
    void aNewerWriteThatWasHeardOfFirstIsNotHidden() {
        begin(write);
        invalidations.message("thing:a:1:3");

        write.tryEmitValue(stored(1, 2));

        expectCold();
    }

    @Test
    void aNewerOneThatWasLoadedMeanwhileStays() {
        begin(write);
        CompletableFuture<String> found = cache.find("a").toFuture();
        loads.getLast().complete(Optional.of(stored(1, 3)));
        assertThat(found).isCompletedWithValue("3");

        write.tryEmitValue(stored(1, 2));

        expectWarm("3");
    }

    @Test
    void aLoadThatBeganBeforeItsEndDoesNotReplaceIt() {
        begin(write);
        cache.find("a").subscribe();

        write.tryEmitValue(stored(1, 2));
        loads.getFirst().complete(Optional.of(stored(1, 1)));

        assertThat(cache.find("a").block()).isEqualTo("2");
        assertThat(loads).hasSize(1);
    }

    @Test
    void ofTwoWritesTheNewerStaysInWhateverOrderTheyEnd() {
        Sinks.One<Loaded<String>> newer = Sinks.one();
        begin(write);
        begin(newer);

        newer.tryEmitValue(stored(1, 3));
        write.tryEmitValue(stored(1, 2));

        expectWarm("3");
    }

    /** What is gone by now may be what was evicted, so the write is not believed. */
    @Test
    void anOlderWriteDoesNotComeBackOnceTheNewerIsForgotten() {
        Sinks.One<Loaded<String>> newer = Sinks.one();
        begin(write);
        begin(newer);
        newer.tryEmitValue(stored(1, 3));
        cache.invalidate("a");

        write.tryEmitValue(stored(1, 2));

        expectCold();
    }

    @Test
    void aDeletionMeanwhileIsNotHidden() {
        begin(write);
        invalidations.message("thing:a");

        write.tryEmitValue(stored(1, 2));

        expectCold();
    }

    /** Its generations start over. */
    @Test
    void ofAnotherThingUnderTheSameNameNothingIsKept() {
        begin(write);
        write.tryEmitValue(stored(1, 7));

        invalidations.message("thing:a:2:1");

        expectCold();
    }

    @Test
    void ofTwoThingsUnderTheSameNameNeitherIsBelieved() {
        begin(write);
        invalidations.message("thing:a:1:7");
        invalidations.message("thing:a:2:1");

        write.tryEmitValue(stored(2, 1));

        expectCold();
    }

    @Test
    void aWriteDuringWhichTheLinkBrokeIsAskedFor() {
        begin(write);
        invalidations.unlinked();
        invalidations.linked();

        write.tryEmitValue(stored(1, 2));

        expectCold();
    }

    /** A failover may have lost the newer one. */
    @Test
    void afterTheLinkBrokeWhatWasRememberedIsNoMeasure() {
        begin(write);
        write.tryEmitValue(stored(1, 7));
        invalidations.unlinked();
        invalidations.linked();

        cache.remembering("a", Mono.just(stored(1, 2))).block();

        expectWarm("2");
    }

    @Test
    void aWriteThatChangedNothingForgets() {
        cache.remembering("a", Mono.just(stored(1, 1))).block();
        begin(write);

        write.tryEmitEmpty();

        expectCold();
    }

    @Test
    void aWriteOfUnknownOutcomeIsAskedForAndOfNoMoreAccount() {
        cache.remembering("a", Mono.just(stored(1, 1))).block();
        CompletableFuture<String> failed = begin(write);
        write.tryEmitError(new StoreUnavailableException("timeout"));
        assertThat(failed).isCompletedExceptionally();
        CompletableFuture<String> found = cache.find("a").toFuture();
        loads.getLast().complete(Optional.of(stored(1, 2)));

        assertThat(found).isCompletedWithValue("2");
    }

    @Test
    void aWriteThatNobodyWaitsForAnyMoreIsAskedFor() {
        cache.remembering("a", Mono.just(stored(1, 1))).block();
        Disposable leaver = cache.remembering("a", write.asMono()).subscribe();

        leaver.dispose();

        expectCold();
    }

    @Test
    void itLastsFromTheBeginningOfTheWrite() {
        begin(write);
        now += Duration.ofSeconds(59).toNanos();
        write.tryEmitValue(stored(1, 2));
        expectWarm("2");

        now += Duration.ofSeconds(1).toNanos();

        expectCold();
    }

    private CompletableFuture<String> begin(Sinks.One<Loaded<String>> outcome) {
        return cache.remembering("a", outcome.asMono()).toFuture();
    }

    private static Loaded<String> stored(long id, long generation) {
        return new Loaded<>("" + generation, 1, new Version(id, generation));
    }

    private void expectWarm(String value) {
        int before = loads.size();
        assertThat(cache.find("a").toFuture()).isCompletedWithValue(value);
        assertThat(loads).hasSize(before);
    }

    private void expectCold() {
        int before = loads.size();
        cache.find("a").subscribe();
        assertThat(loads).hasSize(before + 1);
    }
}
