// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of calls, and for how long.
 *
 * @param enabled whether anything is
 * @param maxRecords kept of each environment, about
 * @param maxAge how long they are kept
 * @param buffer calls whose records are still to be made and stored
 * @param flushInterval how long they wait for that at most, while the store keeps up
 * @param sample share of the calls that succeeded of which there are records; of those that failed there always are
 * @param maxRate records a second of calls that succeeded, by one replica; ten seconds' worth at once
 * @param excerpt how much of a failed answer's body is kept; none for 0
 * @param traceUrl where a trace is looked at, with {@code {trace_id}} in place of its id; null for nowhere
 */
public record ActivitySettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1000000") long maxRecords,
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("10000") int buffer,
        @DefaultValue("250ms") Duration flushInterval,
        @DefaultValue("1.0") double sample,
        @DefaultValue("1000") int maxRate,
        @DefaultValue("1KB") DataSize excerpt,
        @Nullable String traceUrl) {

    /** Of a record's text. */
    private static final DataSize LONGEST_EXCERPT = DataSize.ofKilobytes(8);

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final String TRACE_ID = "{trace_id}";

    public ActivitySettings {
        require(maxRecords >= 1 && maxRecords <= 100_000_000, "maxRecords", maxRecords, "1 to 100000000");
        require(maxAge.isPositive(), "maxAge", maxAge, "> 0");
        require(buffer >= 1 && buffer <= 1_000_000, "buffer", buffer, "1 to 1000000");
        require(
                flushInterval.toMillis() >= 1 && flushInterval.compareTo(LONGEST_INTERVAL) <= 0,
                "flushInterval",
                flushInterval,
                "1ms to " + LONGEST_INTERVAL);
        require(sample >= 0 && sample <= 1, "sample", sample, "0 to 1");
        require(maxRate >= 1 && maxRate <= 1_000_000, "maxRate", maxRate, "1 to 1000000");
        require(
                !excerpt.isNegative() && excerpt.compareTo(LONGEST_EXCERPT) <= 0,
                "excerpt",
                excerpt,
                "0B to " + LONGEST_EXCERPT);
        traceUrl = traceUrl == null || traceUrl.isBlank() ? null : traceUrl.strip();
        require(
                traceUrl == null || (traceUrl.matches("https?://.+") && traceUrl.contains(TRACE_ID)),
                "traceUrl",
                String.valueOf(traceUrl),
                "an http or https URL with " + TRACE_ID + " in it");
    }

    private static void require(boolean fits, String name, Object value, String expected) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "sallyport.activity." + name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
