// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where answers tell how full a bucket is.
 *
 * @param usage a pair such as {@code 25/5000}, used and limit, in place of limit and remaining
 * @param window told by answers; wins over the declared one
 * @param refill permits per second that a leaky bucket gains
 * @param resource header that names the bucket that the others speak of, where that is not the one with these rules
 */
public record Levels(
        @Nullable Source limit,
        @Nullable Source remaining,
        @Nullable Source usage,
        @Nullable Timed reset,
        @Nullable Timed window,
        @Nullable Duration declaredWindow,
        @Nullable Source refill,
        @Nullable AsciiString resource) {

    /** Answers tell nothing, or nothing but what common headers do. */
    public static final Levels NONE = new Levels(null, null, null, null, null, null, null, null);

    /** A time, and how it is written. */
    public record Timed(Source source, TimeForm form) {}

    boolean areTold() {
        return remaining != null || usage != null;
    }

    /** Null when the answer does not tell, or not so that it can be understood. */
    @Nullable
    Sighting read(Answer answer) {
        String pair = usage == null ? null : answer.text(usage);
        if (pair != null) {
            return ofUsage(pair, answer);
        }
        Long left = whole(remaining, answer);
        return left == null ? null : sighting(whole(limit, answer), left, answer);
    }

    @Nullable
    String resource(Answer answer) {
        String name = resource == null ? null : answer.headers().get(resource);
        return name == null || name.isBlank() || name.length() > BucketRule.LONGEST_PART ? null : name.strip();
    }

    Stream<List<String>> bodyPaths() {
        return Stream.of(limit, remaining, usage, source(reset), source(window), refill)
                .flatMap(Source::bodyPath);
    }

    private @Nullable Sighting ofUsage(String pair, Answer answer) {
        int slash = pair.indexOf('/');
        Long used = slash < 0 ? null : NumberText.firstWhole(pair.substring(0, slash));
        Long most = slash < 0 ? null : NumberText.firstWhole(pair.substring(slash + 1));
        return used == null || most == null ? null : sighting(most, Math.max(0, most - used), answer);
    }

    private Sighting sighting(@Nullable Long most, long left, Answer answer) {
        Long usable = most == null || most < 1 ? null : most;
        Duration told = time(window, answer);
        return new Sighting(usable, left, resetIn(usable, left, answer), isLength(told) ? told : declaredWindow);
    }

    private static boolean isLength(@Nullable Duration told) {
        return told != null && told.isPositive();
    }

    private @Nullable Duration resetIn(@Nullable Long most, long left, Answer answer) {
        Duration told = time(reset, answer);
        return told == null && refill != null && most != null ? untilFull(most - left, answer.text(refill)) : told;
    }

    private static @Nullable Duration untilFull(long missing, @Nullable String perSecond) {
        Long thousandths = perSecond == null ? null : NumberText.thousandths(perSecond);
        if (thousandths == null || thousandths == 0) {
            return null;
        }
        double millis = Math.max(0, missing) * 1_000_000.0 / (double) thousandths;
        return Duration.ofMillis((long) Math.min(millis, (double) ServerHints.LONGEST.toMillis()));
    }

    private static @Nullable Duration time(@Nullable Timed timed, Answer answer) {
        String text = timed == null ? null : answer.text(timed.source());
        return timed == null || text == null ? null : timed.form().read(text, answer);
    }

    private static @Nullable Long whole(@Nullable Source source, Answer answer) {
        String text = source == null ? null : answer.text(source);
        return text == null ? null : NumberText.firstWhole(text);
    }

    private static @Nullable Source source(@Nullable Timed timed) {
        return timed == null ? null : timed.source();
    }
}
