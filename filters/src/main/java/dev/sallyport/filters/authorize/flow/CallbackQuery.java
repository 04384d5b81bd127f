// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_PARAMETERS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters that a browser brings back. A stranger may have written them. */
public final class CallbackQuery {

    private static final int LONGEST = 8_192;

    private final Map<String, String> values;

    private CallbackQuery(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @throws AuthorizationException when one is given twice, which of them counts being anybody's guess (RFC 6749 §3.1), or holds
     *     control characters
     */
    public static CallbackQuery of(Map<String, List<String>> decoded) {
        Map<String, String> values = new LinkedHashMap<>();
        decoded.forEach((name, all) -> {
            if (all.size() != 1) {
                throw refused("given " + all.size() + " times (expected: once)");
            }
            String value = all.getFirst() == null ? "" : all.getFirst();
            if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
                throw refused("too long, or with control characters (expected: one line of text)");
            }
            values.put(name, value);
        });
        return new CallbackQuery(values);
    }

    /** Null when it is missing or empty. */
    public @Nullable String value(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Without the parameter's name, which may be anything. */
    private static AuthorizationException refused(String problem) {
        return new AuthorizationException(INVALID_PARAMETERS, "A parameter of this address is " + problem + ".");
    }

    /** Names only: codes are among the values. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
