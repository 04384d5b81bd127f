// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityRecord.Failure;
import dev.sallyport.filters.activity.ActivityStep;
import dev.sallyport.filters.activity.ActivityStep.Attempt;
import dev.sallyport.filters.activity.ActivityStep.Decision;
import dev.sallyport.filters.activity.ActivityStep.Wait;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.telemetry.WaitKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a record says, as parts of sentences. */
final class Course {

    private static final Duration WORTH_TELLING = Duration.ofMillis(100);

    private final ActivityRecord call;
    private final ActivitySummary summary;

    Course(ActivityRecord call) {
        this.call = call;
        this.summary = call.summary();
    }

    ActivitySummary summary() {
        return summary;
    }

    /** The provider's name, as its catalogue has it. */
    String provider() {
        return Objects.requireNonNullElse(summary.provider(), "the provider");
    }

    /** The upstream's host, or the provider where that is not shown. */
    String host() {
        return summary.host().isEmpty() ? provider() : summary.host();
    }

    String integration() {
        return summary.integration() == null ? "the integration" : "integration \"" + summary.integration() + "\"";
    }

    String connection() {
        return summary.connectionId() == null ? "the connection" : "connection \"" + summary.connectionId() + "\"";
    }

    /** The gateway's own words for a failure, or these. */
    String messageOr(String fallback) {
        Failure failure = call.failure();
        return failure == null || failure.message().isEmpty() ? fallback : failure.message();
    }

    String detailOr(String name, String fallback) {
        Failure failure = call.failure();
        return failure == null ? fallback : failure.details().getOrDefault(name, fallback);
    }

    /** A detail that is a number of milliseconds, as a time. */
    String timeOr(String name, String fallback) {
        String millis = detailOr(name, "");
        return millis.matches("\\d{1,15}") ? time(Duration.ofMillis(Long.parseLong(millis))) : fallback;
    }

    /** A header of the upstream's answer; null when it has none, or none that is shown. */
    @Nullable
    String answered(String header) {
        return call.responseHeaders().stream()
                .filter(each -> each.name().equals(header))
                .map(ActivityRecord.Header::value)
                .filter(value -> !value.contains(Redaction.MASK))
                .findFirst()
                .orElse(null);
    }

    boolean wasRepeated() {
        return summary.attempts() > 1;
    }

    String bytesSent() {
        return bytes(call.requestBytes());
    }

    String bytesRelayed() {
        return bytes(call.responseBytes());
    }

    /** How long the last attempt took; the whole call where none was made. */
    String lastAttempt() {
        return attempts().isEmpty()
                ? time(summary.total())
                : time(attempts().getLast().lasted());
    }

    /** How it came to its end: attempts, waits, and why no other attempt followed. */
    String clauses() {
        StringBuilder clauses = new StringBuilder();
        if (wasRepeated()) {
            clauses.append(", in attempt ").append(summary.attempts()).append(firstFailure());
        }
        String waits = waits();
        if (!waits.isEmpty()) {
            clauses.append(wasRepeated() ? ", and" : ",")
                    .append(" having waited ")
                    .append(waits);
        }
        Decision last = lastDecision();
        if (last != null && !last.again() && summary.isFailed()) {
            clauses.append(RetryReasons.whyNotRepeated(last.reason(), summary));
        }
        return clauses.toString();
    }

    /** What would have had the call sent again; empty when nothing would, or when it was. */
    String advice() {
        Decision last = lastDecision();
        return last == null || last.again() || !summary.isFailed() ? "" : RetryReasons.advice(last.reason(), summary);
    }

    /** Where the time of a call went that took too long for its caller. */
    String slowestPart() {
        Duration waited = summary.waited();
        if (waited.compareTo(summary.total().dividedBy(2)) > 0) {
            return "Most of that time, " + time(waited) + ", was spent waiting" + waitedFor();
        }
        return attempts().isEmpty()
                ? "It had not been sent to " + provider() + " yet"
                : provider() + " had it for " + lastAttempt();
    }

    private String waitedFor() {
        return call.steps().stream().anyMatch(step -> step instanceof Wait wait && wait.kind() == WaitKind.QUOTA)
                ? " for the limit of " + provider()
                : "";
    }

    private String firstFailure() {
        Attempt first = attempts().isEmpty() ? null : attempts().getFirst();
        if (first == null || (first.status() == 0 && first.error() == null)) {
            return "";
        }
        return " after the first ended with "
                + (first.error() == null ? first.status() : first.error().wireName());
    }

    private String waits() {
        List<String> told = List.of(WaitKind.values()).stream()
                .map(this::waited)
                .filter(text -> !text.isEmpty())
                .toList();
        return String.join(" and ", told);
    }

    private String waited(WaitKind kind) {
        Duration sum = call.steps().stream()
                .filter(step -> step instanceof Wait wait && wait.kind() == kind)
                .map(step -> ((Wait) step).lasted())
                .reduce(Duration.ZERO, Duration::plus);
        if (sum.compareTo(WORTH_TELLING) < 0) {
            return "";
        }
        return time(sum)
                + switch (kind) {
                    case QUOTA -> " for the limit of " + provider();
                    case BACKOFF -> " between attempts";
                    case REFRESH -> " for a new credential";
                };
    }

    private List<Attempt> attempts() {
        return call.steps().stream()
                .filter(Attempt.class::isInstance)
                .map(Attempt.class::cast)
                .toList();
    }

    private @Nullable Decision lastDecision() {
        Decision last = null;
        for (ActivityStep step : call.steps()) {
            last = step instanceof Decision decision ? decision : last;
        }
        return last;
    }

    /** As a person says it: {@code 45 ms}, {@code 1.5 s}, {@code 2 min 5 s}. */
    static String time(Duration duration) {
        if (duration.toSeconds() < 1) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMinutes() < 1) {
            double seconds = Math.round(duration.toMillis() / 100.0) / 10.0;
            return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
        }
        int seconds = duration.toSecondsPart();
        return duration.toMinutes() + " min" + (seconds == 0 ? "" : " " + seconds + " s");
    }

    private static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        return bytes < 1024 * 1024
                ? bytes / 1024 + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
    }
}
