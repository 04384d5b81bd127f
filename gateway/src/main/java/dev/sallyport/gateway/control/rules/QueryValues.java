// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules of query parameters, whose values are always text. */
public final class QueryValues {

    private static final Set<String> YES = Set.of("true", "1", "yes", "on", "y", "enabled");
    private static final Set<String> NO = Set.of("false", "0", "no", "off", "n", "disabled");

    private QueryValues() {}

    /** A boolean in any of its usual spellings, whatever the case. */
    public static Rule flag() {
        return (value, place) -> {
            if (!(value instanceof String text)) {
                place.expected("string", value);
            } else if (!YES.contains(lower(text)) && !NO.contains(lower(text))) {
                place.report("invalid_value", "Invalid option: expected one of \"true\"|\"false\"");
            }
        };
    }

    /** Reads what {@link #flag()} let pass. */
    public static boolean isYes(String text) {
        return YES.contains(lower(text));
    }

    /** A whole number in decimal digits. */
    public static Rule wholeNumber(int least, int most) {
        return (value, place) -> {
            if (value instanceof String text && text.matches("\\d{1,9}")) {
                Values.wholeNumber(least, most).check(Integer.valueOf(text), place);
            } else {
                place.report("invalid_type", "Invalid input: expected number between " + least + " and " + most);
            }
        };
    }

    /** A parameter that may be repeated: the rule holds for each value. */
    public static Rule repeatable(Rule rule, int most) {
        Rule list = Values.listOf(rule, 1, most);
        return (value, place) -> (value instanceof List ? list : rule).check(value, place);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
