// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.redis.client.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A summary as lines, which the script {@code activity-walk} reads without decoding anything. Nobody may change the order of lines:
 * those of an older or a newer release are read, too. What a newer one has to add comes after them; what is missing is unknown.
 * Times are kept to the millisecond, durations to the microsecond.
 */
final class SummaryText {

    /** In order. */
    private enum Line {
        STATUS,
        FAILED,
        ERROR,
        INTEGRATION,
        PROVIDER,
        METHOD,
        CONNECTION,
        PATH,
        HOST,
        TRACE_ID,
        MESSAGE,
        STARTED_AT,
        API_KEY_ID,
        OUTCOME,
        ATTEMPTS,
        WAITED,
        TOTAL,
        REPLAY_OF
    }

    private static final char SEPARATOR = '\n';

    private SummaryText() {}

    static byte[] write(ActivityRecord whole) {
        ActivitySummary summary = whole.summary();
        StringBuilder lines = new StringBuilder(320);
        line(lines, summary.status());
        line(lines, summary.isFailed() ? 1 : 0);
        line(lines, summary.error() == null ? null : summary.error().wireName());
        line(lines, summary.integration());
        line(lines, summary.provider());
        line(lines, summary.method());
        // From here five that a text is looked for in.
        line(lines, summary.connectionId());
        line(lines, summary.path());
        line(lines, summary.host());
        line(lines, summary.traceId());
        line(lines, whole.failure() == null ? null : whole.failure().message());
        line(lines, summary.startedAt().toEpochMilli());
        line(lines, summary.apiKeyId());
        line(lines, summary.outcome().name().toLowerCase(Locale.ROOT));
        line(lines, summary.attempts());
        line(lines, micros(summary.waited()));
        line(lines, micros(summary.total()));
        line(lines, summary.replayOf());
        return Bytes.of(lines.toString());
    }

    static ActivitySummary read(String environment, byte[] text) {
        Lines lines = Lines.of(Bytes.toText(text));
        return new ActivitySummary(
                Instant.ofEpochMilli(lines.number(Line.STARTED_AT)),
                environment,
                lines.text(Line.API_KEY_ID),
                lines.textOrNull(Line.INTEGRATION),
                lines.textOrNull(Line.CONNECTION),
                lines.textOrNull(Line.PROVIDER),
                lines.text(Line.METHOD),
                lines.text(Line.PATH),
                lines.text(Line.HOST),
                (int) lines.number(Line.STATUS),
                error(lines.text(Line.ERROR)),
                outcome(lines.text(Line.OUTCOME)),
                (int) lines.number(Line.ATTEMPTS),
                duration(lines.number(Line.WAITED)),
                duration(lines.number(Line.TOTAL)),
                lines.text(Line.TRACE_ID),
                lines.textOrNull(Line.REPLAY_OF));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    static Duration duration(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }

    /** Null for one that only a newer release knows. */
    static @Nullable ErrorCode error(@Nullable String wireName) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.wireName().equals(wireName))
                .findFirst()
                .orElse(null);
    }

    private static CallEnd.Outcome outcome(String name) {
        return Arrays.stream(CallEnd.Outcome.values())
                .filter(outcome -> outcome.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(CallEnd.Outcome.COMPLETED);
    }

    private static void line(StringBuilder lines, long number) {
        lines.append(number).append(SEPARATOR);
    }

    /** What cannot come in a header or a URL is not kept: a separator would move all lines that follow. */
    private static void line(StringBuilder lines, @Nullable String text) {
        if (text != null) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                lines.append(c < ' ' ? ' ' : c);
            }
        }
        lines.append(SEPARATOR);
    }

    private record Lines(Map<Line, String> texts) {

        static Lines of(String summary) {
            String[] parts = summary.split("\n", -1);
            Map<Line, String> texts = new EnumMap<>(Line.class);
            for (Line line : Line.values()) {
                texts.put(line, texts.size() < parts.length ? parts[texts.size()] : "");
            }
            return new Lines(texts);
        }

        String text(Line line) {
            return texts.getOrDefault(line, "");
        }

        @Nullable
        String textOrNull(Line line) {
            String text = text(line);
            return text.isEmpty() ? null : text;
        }

        long number(Line line) {
            String text = text(line);
            return text.isEmpty() ? 0 : Long.parseLong(text);
        }
    }
}
