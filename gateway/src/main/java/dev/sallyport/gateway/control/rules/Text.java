// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A JSON string between two lengths, in UTF-16 units, that passes a list of checks. */
public final class Text implements Rule {

    private record Check(Predicate<String> holds, String code, String message) {}

    private final int shortest;
    private final int longest;
    private final List<Check> checks;

    private Text(int shortest, int longest, List<Check> checks) {
        this.shortest = shortest;
        this.longest = longest;
        this.checks = checks;
    }

    public static Text between(int shortest, int longest) {
        return new Text(shortest, longest, List.of());
    }

    /** One of these texts, as they are. */
    public static Rule oneOf(List<String> allowed) {
        String options = allowed.stream().map(option -> '"' + option + '"').collect(Collectors.joining("|"));
        return (value, place) -> {
            if (!(value instanceof String text) || !allowed.contains(text)) {
                place.report("invalid_value", "Invalid option: expected one of " + options);
            }
        };
    }

    /** Somewhere in the text, unless the pattern is anchored. */
    public Text matching(Pattern pattern) {
        return where(
                text -> pattern.matcher(text).find(),
                "invalid_format",
                "Invalid string: must match pattern /" + pattern.pattern() + "/");
    }

    /** Without CR, LF and NUL, because the text can end up in a header or a URL. */
    public Text oneLine() {
        return where(Text::isOneLine, "invalid_format", "Invalid string: must not contain CR, LF or NUL");
    }

    /** Printable ASCII only: what a header can carry without an encoding. */
    public Text printable() {
        return where(
                text -> text.chars().allMatch(c -> c >= ' ' && c <= '~'),
                "invalid_format",
                "Invalid string: must be printable ASCII");
    }

    public Text where(Predicate<String> holds, String code, String message) {
        List<Check> more = new ArrayList<>(checks);
        more.add(new Check(holds, code, message));
        return new Text(shortest, longest, List.copyOf(more));
    }

    /** Whether it has no CR, LF or NUL. */
    public static boolean isOneLine(String text) {
        return text.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    /** Stops at a wrong length: the checks may be patterns, which want bounded input. */
    @Override
    public void check(Object value, Place place) {
        if (!(value instanceof String text)) {
            place.expected("string", value);
        } else if (text.length() < shortest) {
            place.report("too_small", "Too small: expected string to have >=" + shortest + " characters");
        } else if (text.length() > longest) {
            place.report("too_big", "Too big: expected string to have <=" + longest + " characters");
        } else {
            checks.stream()
                    .filter(check -> !check.holds().test(text))
                    .forEach(check -> place.report(check.code(), check.message()));
        }
    }
}
