// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code proxy.retry} section of a definition (reference §4.2, §4.3, §5.1). */
final class RetryReader {

    private static final List<String> STRATEGIES = List.of("at", "after");
    private static final String STATUS = "a status such as 429, a class such as 5xx, or a range such as 500-502";

    private RetryReader() {}

    static RetryRules read(@Nullable Field retry) {
        if (retry == null) {
            return RetryRules.NONE;
        }
        Map<String, Field> fields = retry.fields();
        Field remaining = fields.get("remaining");
        Field errorCode = fields.get("error_code");
        Field inBody = fields.get("in_body");
        return new RetryRules(
                headers(fields.get("at")),
                headers(fields.get("after")),
                remaining == null ? null : header(remaining),
                errorCode == null
                        ? null
                        : errorCode.itemsOrItself().stream()
                                .map(RetryReader::statuses)
                                .toList(),
                inBody == null ? null : inBody(inBody));
    }

    /** In lower case. */
    static String header(Field field) {
        String name = field.text();
        if (!ProxyReader.HEADER_NAME.matcher(name).matches()) {
            throw field.unexpected("a header name");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Member names from the outside in, written with dots between them. */
    static List<String> path(Field field) {
        List<String> names = new ArrayList<>();
        for (String name : field.text().split("\\.", -1)) {
            if (name.isBlank()) {
                throw field.unexpected("member names with dots between them");
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> headers(@Nullable Field field) {
        return field == null
                ? List.of()
                : field.itemsOrItself().stream().map(RetryReader::header).toList();
    }

    private static RetryRules.StatusRange statuses(Field field) {
        String text = field.text();
        String range = text.toLowerCase(Locale.ROOT);
        if (range.matches("[1-5]\\d\\d")) {
            return range(text, range, range);
        } else if (range.matches("[1-5]xx")) {
            return range(text, range.replace('x', '0'), range.replace('x', '9'));
        } else if (range.matches("[1-5]\\d\\d-[1-5]\\d\\d")
                && range.substring(0, 3).compareTo(range.substring(4)) <= 0) {
            return range(text, range.substring(0, 3), range.substring(4));
        }
        throw field.unexpected(STATUS);
    }

    private static RetryRules.StatusRange range(String text, String first, String last) {
        return new RetryRules.StatusRange(text, Integer.parseInt(first), Integer.parseInt(last));
    }

    private static RetryRules.InBody inBody(Field field) {
        Map<String, Field> fields = field.fields();
        Field strategy = fields.get("strategy");
        boolean moment = strategy != null && strategy.oneOf(STRATEGIES).equals("at");
        Field path = fields.get("path");
        Field value = fields.get("value");
        if (strategy == null || path == null) {
            throw field.unexpected("path and strategy in it");
        }
        return new RetryRules.InBody(path(path), value == null ? null : expression(value), moment);
    }

    private static Pattern expression(Field field) {
        Pattern pattern = ExpressionText.read(field);
        if (pattern.groupCount() < 1) {
            throw field.unexpected("a group for the wait in it");
        }
        return pattern;
    }
}
