// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeenSoFarTest {

    @Test
    void ofOneWindowTheLeastRemains() {
        assertThat(joined(new Fixed(), seen(10, 3, 60, 0, 0), seen(40, 2, 60, 0, 0)))
                .isEqualTo(new Sighting(100L, 10, seconds(60), null));
    }

    @Test
    void ofTwoWindowsTheNewerCounts() {
        assertThat(joined(new Fixed(), seen(3, 97, 1, 0, 0), seen(99, 1, 60, 0, 0))
                        .remaining())
                .isEqualTo(99);
        assertThat(joined(new Fixed(), seen(99, 1, 60, 0, 0), seen(3, 97, 1, 0, 0))
                        .remaining())
                .isEqualTo(99);
    }

    @Test
    void aSlowAnswerThatTellsALaterEndMayBeOfTheSameWindow() {
        Sighting joined = joined(new Fixed(), seen(3, 97, 10, 0, 0), seen(99, 1, 18, 9, 0));

        assertThat(joined.remaining()).isEqualTo(3);
        assertThat(joined.resetIn()).isEqualTo(seconds(10));
    }

    @Test
    void aBucketThatFillsDropByDropIsAsLastSeen() {
        assertThat(joined(new Leaky(2), seen(3, 1, 0, 0, 0), seen(30, 2, 0, 0, 0))
                        .remaining())
                .isEqualTo(30);
    }

    @Test
    void theOrderAllowsNoMoreThanEitherDid() {
        // 10 left after the 3rd, 40 left after the 2nd: 13 and 42 in all.
        assertThat(seen(10, 3, 60, 0, 0).and(seen(40, 2, 60, 0, 0), new Fixed()).order())
                .isEqualTo(3);
        // 10 left after the 30th, 15 left after the 20th: 40 and 35 in all.
        assertThat(seen(10, 30, 60, 0, 0)
                        .and(seen(15, 20, 60, 0, 0), new Fixed())
                        .order())
                .isEqualTo(25);
        assertThat(seen(10, 0, 60, 0, 0)
                        .and(seen(15, 20, 60, 0, 0), new Fixed())
                        .order())
                .isEqualTo(25);
        assertThat(seen(10, 0, 60, 0, 0).and(seen(15, 0, 60, 0, 0), new Fixed()).order())
                .isZero();
    }

    private static Sighting joined(BucketShape shape, SeenSoFar first, SeenSoFar then) {
        return first.and(then, shape).toSighting(0);
    }

    private static SeenSoFar seen(long remaining, long order, int resetIn, int delay, long now) {
        return SeenSoFar.of(
                new Sighting(100L, remaining, seconds(resetIn), null),
                order,
                seconds(delay).toNanos(),
                now);
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
