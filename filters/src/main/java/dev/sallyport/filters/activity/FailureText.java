// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.activity.ActivityRecord.Failure;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.filters.upstream.AnswerExcerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a record says of why its call failed. */
final class FailureText {

    private static final String RETRY_AFTER = "retry_after_ms";
    private static final String PROBLEMS = "errors";

    private FailureText() {}

    static Failure of(EndedCall call, Redaction redaction) {
        return new Failure(redaction.text(message(call)), details(call, redaction), excerpt(call, redaction));
    }

    private static String message(EndedCall call) {
        GatewayException failure = call.failure();
        ErrorCode code = call.end().error();
        if (failure != null) {
            return failure.getMessage();
        }
        return switch (code) {
            case null -> "";
            case STORE_UNAVAILABLE -> "the store cannot be reached";
            default -> "an error of the gateway's own; its log has more";
        };
    }

    private static Map<String, String> details(EndedCall call, Redaction redaction) {
        GatewayException failure = call.failure();
        if (failure == null) {
            return Map.of();
        }
        Map<String, String> details = new LinkedHashMap<>();
        failure.details().forEach((name, value) -> details.put(name, redaction.text(String.valueOf(value))));
        if (failure.retryAfter() != null) {
            details.putIfAbsent(RETRY_AFTER, Long.toString(failure.retryAfter().toMillis()));
        }
        if (failure.problems().size() > 1) {
            String all = failure.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
            details.put(PROBLEMS, redaction.text(all));
        }
        return details;
    }

    private static @Nullable String excerpt(EndedCall call, Redaction redaction) {
        AnswerExcerpt excerpt = call.excerpt();
        if (excerpt == null) {
            return null;
        }
        AnswerExcerpt.Text body = excerpt.read();
        if (body == null) {
            return null;
        }
        String text = readable(excerpt.isJson() ? JsonEscapes.resolve(body.text()) : body.text());
        if (body.cut() || call.end().outcome() != CallEnd.Outcome.COMPLETED) {
            return redaction.and(CallersSecrets.of(call)).beginning(text);
        }
        List<SecretText> echoed = CallersSecrets.in(text, call);
        return (echoed.isEmpty() ? redaction : redaction.and(echoed)).text(text);
    }

    /** Without what terminals and pages take for more than a letter. */
    private static String readable(String text) {
        StringBuilder readable = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
                .forEach(readable::appendCodePoint);
        return readable.toString();
    }
}
