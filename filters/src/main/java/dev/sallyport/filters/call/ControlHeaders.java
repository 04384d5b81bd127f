// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the control headers of one request, all of them, so that a caller sees every mistake at once
 * (reference §1.4 with the differences of contract §2). A header given twice counts as its values joined by a comma and a
 * blank, as the reference's server does.
 */
final class ControlHeaders {

    private static final int MAX_NAME_LENGTH = 255;
    private static final CharacterSet KEY_CHARACTERS = CharacterSet.lettersDigitsAnd("~:.@ _-");
    private static final CharacterSet ID_CHARACTERS = CharacterSet.lettersDigitsAnd(",.;:=+~[]|@${}\"'\\/_ -");

    private final HttpHeaders headers;
    private @Nullable List<Problem> problems;

    private ControlHeaders(HttpHeaders headers) {
        this.headers = headers;
    }

    /** @throws GatewayException {@code invalid_headers} with every broken rule */
    static ProxyOptions read(HttpHeaders headers) {
        ControlHeaders reader = new ControlHeaders(headers);
        ProxyOptions options = reader.options();
        if (reader.problems != null) {
            throw GatewayException.invalid(ErrorCode.INVALID_HEADERS, reader.problems);
        }
        return options;
    }

    private ProxyOptions options() {
        ProxyOptions options = new ProxyOptions(
                name(ControlHeader.PROVIDER_CONFIG_KEY, KEY_CHARACTERS),
                name(ControlHeader.CONNECTION_ID, ID_CHARACTERS),
                override(),
                retries(),
                retryOn(),
                flag(ControlHeader.DECOMPRESS),
                flag(ControlHeader.FORWARD_HEADERS_ON_REDIRECT),
                timeout(),
                duration(ControlHeader.MAX_WAIT),
                priority());
        flag(ControlHeader.IS_SYNC);
        flag(ControlHeader.IS_DRY_RUN);
        checkActivityLogId();
        return options;
    }

    private String name(ControlHeader header, CharacterSet allowed) {
        String value = value(header);
        if (value == null) {
            problem(header, "invalid_type", "missing (expected: a string)");
            return "";
        }
        if (!allowed.containsAll(value) || value.isEmpty()) {
            problem(
                    header,
                    "invalid_format",
                    "\"" + printable(value) + "\" (expected: one or more of " + allowed + ")");
        }
        if (value.length() > MAX_NAME_LENGTH) {
            problem(header, "too_big", value.length() + " characters (expected: at most " + MAX_NAME_LENGTH + ")");
        }
        return value;
    }

    private @Nullable String override() {
        String value = value(ControlHeader.BASE_URL_OVERRIDE);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (!isAbsoluteUrl(value.strip())) {
            problem(ControlHeader.BASE_URL_OVERRIDE, "invalid_union", "not an absolute URL (expected: https://host…)");
        }
        return value.strip();
    }

    private @Nullable Integer retries() {
        String value = value(ControlHeader.RETRIES);
        if (value == null || value.isBlank()) {
            return null;
        }
        int number = wholeNumber(value.strip());
        if (number < 0) {
            problem(
                    ControlHeader.RETRIES,
                    "invalid_type",
                    "\"" + printable(value) + "\" (expected: a whole number from 0 to " + ProxyOptions.MAX_RETRIES
                            + ")");
            return null;
        }
        if (number > ProxyOptions.MAX_RETRIES) {
            problem(ControlHeader.RETRIES, "too_big", number + " (expected: at most " + ProxyOptions.MAX_RETRIES + ")");
            return null;
        }
        return number;
    }

    private Set<Integer> retryOn() {
        String value = value(ControlHeader.RETRY_ON);
        if (value == null) {
            return Set.of();
        }
        Set<Integer> statuses = new LinkedHashSet<>();
        for (String part : value.split(",", -1)) {
            int status = wholeNumber(part.strip());
            if (status < 0) {
                problem(
                        ControlHeader.RETRY_ON,
                        "invalid_format",
                        "\"" + printable(value) + "\" (expected: statuses separated by commas)");
                return Set.of();
            }
            statuses.add(status);
        }
        return statuses;
    }

    private @Nullable Boolean flag(ControlHeader header) {
        String value = value(header);
        if (value == null) {
            return null;
        }
        if (!value.equals("true") && !value.equals("false")) {
            problem(header, "invalid_value", "\"" + printable(value) + "\" (expected: true or false)");
        }
        return value.equals("true");
    }

    private @Nullable Duration timeout() {
        Duration timeout = duration(ControlHeader.TIMEOUT);
        if (timeout != null && timeout.compareTo(ProxyOptions.MAX_TIMEOUT) > 0) {
            problem(
                    ControlHeader.TIMEOUT,
                    "too_big",
                    timeout + " (expected: at most " + ProxyOptions.MAX_TIMEOUT + ")");
        }
        if (timeout != null && timeout.isZero()) {
            problem(ControlHeader.TIMEOUT, "too_small", timeout + " (expected: more than 0)");
        }
        return timeout;
    }

    private @Nullable Duration duration(ControlHeader header) {
        String value = value(header);
        if (value == null) {
            return null;
        }
        Duration duration = toDuration(value.strip());
        if (duration == null || duration.isNegative()) {
            problem(
                    header,
                    "invalid_format",
                    "\"" + printable(value) + "\" (expected: milliseconds or an ISO-8601 duration)");
            return null;
        }
        return duration;
    }

    private Priority priority() {
        String value = value(ControlHeader.PRIORITY);
        return switch (value) {
            case null -> Priority.NORMAL;
            case "high" -> Priority.HIGH;
            case "normal" -> Priority.NORMAL;
            case "low" -> Priority.LOW;
            default -> {
                problem(
                        ControlHeader.PRIORITY,
                        "invalid_value",
                        "\"" + printable(value) + "\" (expected: high, normal or low)");
                yield Priority.NORMAL;
            }
        };
    }

    private void checkActivityLogId() {
        String value = value(ControlHeader.ACTIVITY_LOG_ID);
        if (value != null && value.length() > MAX_NAME_LENGTH) {
            problem(
                    ControlHeader.ACTIVITY_LOG_ID,
                    "too_big",
                    value.length() + " characters (expected: at most " + MAX_NAME_LENGTH + ")");
        }
    }

    private @Nullable String value(ControlHeader header) {
        String first = headers.get(header.wireName());
        if (first == null) {
            return null;
        }
        List<String> all = headers.getAll(header.wireName());
        return all.size() == 1 ? first : String.join(", ", all);
    }

    private void problem(ControlHeader header, String code, String message) {
        if (problems == null) {
            problems = new ArrayList<>();
        }
        problems.add(Problem.at(code, message, header.wireName().toString()));
    }

    private static int wholeNumber(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static @Nullable Duration toDuration(String text) {
        int millis = wholeNumber(text);
        if (millis >= 0) {
            return Duration.ofMillis(millis);
        }
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isAbsoluteUrl(String text) {
        try {
            return new URI(text.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** At most 64 characters of a caller's value, so that an error stays small. */
    private static String printable(String value) {
        return value.length() <= 64 ? value : value.substring(0, 64) + "…";
    }
}
