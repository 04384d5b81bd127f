// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import dev.sallyport.filters.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where in a request a rule looks, and where it leaves what it finds. */
public final class Place {

    /** A request can be wrong a million times; the first ones suffice to mend it. */
    private static final int MOST_PROBLEMS = 100;

    private final List<Object> path;
    private final List<Problem> found;

    private Place(List<Object> path, List<Problem> found) {
        this.path = path;
        this.found = found;
    }

    /** The outermost place of a request. */
    public static Place root() {
        return new Place(List.of(), new ArrayList<>());
    }

    /** The place of a member or element, {@code step} being its name or index. */
    public Place at(Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return new Place(longer, found);
    }

    public void report(String code, String message) {
        if (found.size() < MOST_PROBLEMS) {
            found.add(new Problem(code, message, path));
        }
    }

    void expected(String type, Object received) {
        report("invalid_type", "Invalid input: expected " + type + ", received " + typeOf(received));
    }

    /** What has been reported here and at all places made from the same root. */
    public List<Problem> problems() {
        return List.copyOf(found);
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Number _ -> "number";
            case List<?> _ -> "array";
            case Map<?, ?> _ -> "object";
            default -> value.toString().toLowerCase(Locale.ROOT);
        };
    }
}
