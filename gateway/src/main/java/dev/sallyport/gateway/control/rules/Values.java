// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules of the JSON values that are not strings. */
public final class Values {

    private Values() {}

    /** {@code true} or {@code false}. */
    public static Rule flag() {
        return (value, place) -> {
            if (!(value instanceof Boolean)) {
                place.expected("boolean", value);
            }
        };
    }

    /** A whole number; {@code 2.0} is none. */
    public static Rule wholeNumber(int least, int most) {
        return (value, place) -> {
            if (!(value instanceof Number number)) {
                place.expected("number", value);
            } else if (!(number instanceof Integer whole)) {
                place.report("invalid_type", "Invalid input: expected int between " + least + " and " + most);
            } else if (whole < least) {
                place.report("too_small", "Too small: expected number to be >=" + least);
            } else if (whole > most) {
                place.report("too_big", "Too big: expected number to be <=" + most);
            }
        };
    }

    /** Any JSON object. */
    public static Rule anyObject() {
        return (value, place) -> {
            if (!(value instanceof Map)) {
                place.expected("object", value);
            }
        };
    }

    /** Any JSON value but null. */
    public static Rule anythingButNull() {
        return (value, place) -> {
            if (value instanceof Gap) {
                place.expected("value", value);
            }
        };
    }

    /** An array whose elements all pass the rule. */
    public static Rule listOf(Rule element, int fewest, int most) {
        return (value, place) -> {
            if (!(value instanceof List<?> list)) {
                place.expected("array", value);
            } else if (isSize("array", "items", list.size(), fewest, most, place)) {
                for (int i = 0; i < list.size(); i++) {
                    element.check(orNull(list.get(i)), place.at(i));
                }
            }
        };
    }

    /** An object of any members whose names and values pass the rules. */
    public static Rule mapOf(Text name, Rule member, int most) {
        return (value, place) -> {
            if (!(value instanceof Map<?, ?> map)) {
                place.expected("object", value);
            } else if (isSize("object", "keys", map.size(), 0, most, place)) {
                map.forEach((key, held) -> {
                    name.check(String.valueOf(key), place);
                    member.check(orNull(held), place.at(String.valueOf(key)));
                });
            }
        };
    }

    /** A JSON value of any depth in which no string, names included, holds CR, LF or NUL. */
    public static Rule oneLineThroughout() {
        return Values::checkOneLine;
    }

    private static void checkOneLine(Object value, Place place) {
        switch (value) {
            case String text
            when !Text.isOneLine(text) ->
                place.report("invalid_format", "Invalid string: must not contain CR, LF or NUL");
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    checkOneLine(orNull(list.get(i)), place.at(i));
                }
            }
            case Map<?, ?> map ->
                map.forEach((key, held) -> {
                    checkOneLine(String.valueOf(key), place);
                    checkOneLine(orNull(held), place.at(String.valueOf(key)));
                });
            default -> {}
        }
    }

    private static boolean isSize(String type, String unit, int size, int fewest, int most, Place place) {
        if (size < fewest) {
            place.report("too_small", "Too small: expected " + type + " to have >=" + fewest + " " + unit);
        } else if (size > most) {
            place.report("too_big", "Too big: expected " + type + " to have <=" + most + " " + unit);
        }
        return size >= fewest && size <= most;
    }

    private static Object orNull(@Nullable Object value) {
        return value == null ? Gap.NULL : value;
    }
}
