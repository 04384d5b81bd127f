// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A foreseen failure that becomes an answer made by the gateway. Carries no stack trace: it is an outcome, not a bug,
 * and it is made on the hot path. Message and details reach the caller, so they never hold a secret or an upstream URL.
 */
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, Object> details;
    private final transient List<Problem> problems;
    private final @Nullable Duration retryAfter;

    private GatewayException(
            ErrorCode code,
            String message,
            Map<String, Object> details,
            List<Problem> problems,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.details = details;
        this.problems = problems;
        this.retryAfter = retryAfter;
    }

    public GatewayException(ErrorCode code, String message) {
        this(code, message, Map.of(), List.of(), null, null);
    }

    /** An answer with an {@code errors} array, such as {@code invalid_headers} or {@code invalid_body}. */
    public static GatewayException invalid(ErrorCode code, List<Problem> problems) {
        String message =
                problems.isEmpty() ? code.wireName() : problems.getFirst().message();
        return new GatewayException(code, message, Map.of(), List.copyOf(problems), null, null);
    }

    /** The same failure with one more member beside {@code code} and {@code message}. */
    public GatewayException with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new GatewayException(code, getMessage(), more, problems, retryAfter, getCause());
    }

    /** The same failure with a {@code Retry-After} header, rounded up to whole seconds on the wire. */
    public GatewayException retryAfter(Duration wait) {
        return new GatewayException(code, getMessage(), details, problems, wait, getCause());
    }

    /** The same failure with its cause, which is for the log only and never reaches the caller. */
    public GatewayException causedBy(Throwable cause) {
        return new GatewayException(code, getMessage(), details, problems, retryAfter, cause);
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, Object> details() {
        return details;
    }

    public List<Problem> problems() {
        return problems;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
