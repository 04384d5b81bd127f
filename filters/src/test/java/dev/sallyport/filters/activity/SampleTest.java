// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static final int CALLS = 10_000;

    private final Random random = new Random(42);

    @Test
    void aShareOfTheTracesIsKept() {
        Sample sample = new Sample(0.25, random);

        assertThat(traceIds().filter(sample::keeps).count()).isBetween(2300L, 2700L);
    }

    @Test
    void theSameTracesAreKeptByEveryReplica() {
        Sample one = new Sample(0.5, new Random(1));
        Sample other = new Sample(0.5, new Random(2));

        assertThat(traceIds()).allSatisfy(id -> assertThat(one.keeps(id)).isEqualTo(other.keeps(id)));
    }

    @Test
    void allOrNothingIsMeantLiterally() {
        assertThat(traceIds().filter(new Sample(1, random)::keeps)).hasSize(CALLS);
        assertThat(traceIds().filter(new Sample(0, random)::keeps)).isEmpty();
        assertThat(new Sample(1, random).keeps("")).isTrue();
        assertThat(new Sample(0, random).keeps("")).isFalse();
    }

    @Test
    void withoutATraceItIsChance() {
        Sample sample = new Sample(0.25, random);

        assertThat(Stream.generate(() -> "").limit(CALLS).filter(sample::keeps).count())
                .isBetween(2300L, 2700L);
    }

    private Stream<String> traceIds() {
        return Stream.generate(() -> {
                    byte[] id = new byte[16];
                    random.nextBytes(id);
                    return HexFormat.of().formatHex(id);
                })
                .limit(CALLS);
    }
}
