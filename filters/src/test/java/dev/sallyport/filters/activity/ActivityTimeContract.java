// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of records does in the order of time: bounds, bars, those who follow. */
public abstract class ActivityTimeContract extends ActivityStoreSteps {

    @Test
    void timesBoundASearch() {
        IntStream.range(0, 6)
                .forEach(i -> append(at(i).request("GET", "/proxy/" + i).build()));

        assertThat(paths(ask().between(start.plusSeconds(2), start.plusSeconds(4))))
                .containsExactly("3", "2");
        assertThat(paths(ask().between(start.plusSeconds(2), start.plusSeconds(4))
                        .connection("acme")))
                .containsExactly("3", "2");
        assertThat(paths(ask().between(start.minusSeconds(9), start))).isEmpty();
    }

    @Test
    void barsCountWhatSucceededAndWhatFailed() {
        IntStream.range(0, 12)
                .forEach(i -> append(at(i).status(i % 3 == 0 ? 500 : 200)
                        .request(i % 2 == 0 ? "GET" : "PUT", "/proxy/x")
                        .build()));
        ActivityAsk ask = ask().between(start.plusSeconds(2), start.plusSeconds(10));

        // Seconds 2 to 9, of which 3, 6 and 9 failed.
        assertThat(counts(ask)).isEqualTo(List.of(3L, 1L, 2L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .failed(true)))
                .isEqualTo(List.of(0L, 1L, 0L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .failed(false)))
                .isEqualTo(List.of(3L, 0L, 2L, 0L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .statuses(500, 599)))
                .isEqualTo(List.of(0L, 1L, 0L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .connection("acme")))
                .isEqualTo(List.of(3L, 1L, 2L, 2L));
        assertThat(counts(ask().between(start.plusSeconds(2), start.plusSeconds(10))
                        .method("GET")))
                .isEqualTo(List.of(2L, 0L, 1L, 1L));
    }

    @Test
    void barsCoverTheTimeWithoutGaps() {
        append(at(0).build());
        ActivityHistogram histogram = store().histogram(
                        ask().between(start, start.plusMillis(1_000)).query(), 7)
                .block(PATIENCE);

        assertThat(histogram.complete()).isTrue();
        assertThat(histogram.bars()).hasSize(7);
        assertThat(histogram.bars().getFirst().from()).isEqualTo(start);
        assertThat(histogram.bars().getLast().to()).isEqualTo(start.plusMillis(1_000));
        IntStream.range(1, 7)
                .forEach(i -> assertThat(histogram.bars().get(i).from())
                        .isEqualTo(histogram.bars().get(i - 1).to()));
        assertThat(histogram.bars())
                .extracting(ActivityHistogram.Bar::succeeded)
                .containsExactly(1L, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void aFollowerGetsWhatComesAndNothingTwice() {
        append(sample().build());
        String known = follow(ask(), null).next();
        append(
                sample().request("GET", "/proxy/1").build(),
                sample().request("GET", "/proxy/2").status(500).build(),
                sample().request("GET", "/proxy/3").build());

        ActivityPage first = store().follow(ask().query(), known, 2).block(PATIENCE);
        ActivityPage second = store().follow(ask().query(), first.next(), 2).block(PATIENCE);
        ActivityPage none = follow(ask(), second.next());
        ActivityPage failures = follow(ask().failed(true), known);

        assertThat(names(first)).containsExactly("1", "2");
        assertThat(names(second)).containsExactly("3");
        assertThat(names(none)).isEmpty();
        assertThat(names(failures)).containsExactly("2");
        assertThat(names(follow(ask().failed(true), failures.next()))).isEmpty();
        assertThat(second.entries().getLast().id()).isEqualTo(second.next());
    }

    @Test
    void aFollowerMayComeBeforeTheFirstRecord() {
        String known = follow(ask(), null).next();
        append(sample().request("GET", "/proxy/1").build());

        assertThat(names(follow(ask(), known))).containsExactly("1");
    }
}
