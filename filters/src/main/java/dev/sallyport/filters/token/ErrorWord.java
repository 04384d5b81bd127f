// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error code in a token endpoint's answer, wherever its provider puts it, also in one with status 200. */
final class ErrorWord {

    private static final int LONGEST = 64;
    private static final String UNREADABLE = "unknown_error";

    /** Where codes are when {@code error} is an object, the more telling first. */
    private static final List<String> INNER = List.of("code", "type", "status", "error");

    /** The last two are AWS's, in JSON and XML. */
    private static final List<String> ELSEWHERE =
            List.of("error_code", "status", "Error.Code", "ErrorResponse.Error.Code");

    private ErrorWord() {}

    /**
     * In lower case; null when the answer is none of an error.
     *
     * @param succeeded whether the status says so; then only members that mean nothing else count
     */
    static @Nullable String of(Map<String, Object> answer, boolean succeeded) {
        Object error = answer.get("error");
        if (error instanceof Map<?, ?> object) {
            return ofObject(object);
        }
        if (error instanceof String text && !text.isEmpty()) {
            return word(text);
        }
        if (Boolean.FALSE.equals(answer.get("ok"))) {
            return UNREADABLE;
        }
        return succeeded ? null : elsewhere(answer);
    }

    private static String ofObject(Map<?, ?> error) {
        for (String name : INNER) {
            if (error.get(name) instanceof String text && !text.isEmpty()) {
                return word(text);
            }
        }
        return UNREADABLE;
    }

    private static @Nullable String elsewhere(Map<String, Object> answer) {
        for (String path : ELSEWHERE) {
            // A status as text says no more than the status.
            if (AnswerBody.at(answer, path) instanceof String text
                    && text.chars().anyMatch(Character::isLetter)) {
                return word(text);
            }
        }
        return null;
    }

    /** Fit to be shown: an answer may hold anything, a token included. */
    private static String word(String text) {
        boolean plain = text.length() <= LONGEST
                && text.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.'));
        return plain ? text.toLowerCase(Locale.ROOT) : UNREADABLE;
    }
}
