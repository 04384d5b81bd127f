// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.ratelimit.BucketRule;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.CallMatch;
import dev.sallyport.filters.ratelimit.Levels;
import dev.sallyport.filters.ratelimit.PathPattern;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one bucket of {@code proxy.rate_limit}; the head of the shipped catalogue says what its fields mean. */
final class BucketReader {

    private static final List<String> FIELDS = List.of(
            "name",
            "scope",
            "methods",
            "paths",
            "except",
            "per",
            "limit",
            "remaining",
            "usage",
            "reset",
            "window",
            "refill",
            "refill_told",
            "resource");
    private static final List<String> SCOPES = List.of("connection", "integration");
    private static final String HEADER_PART = "header:";
    private static final double LONGEST_SECONDS = 31_536_000;

    private BucketReader() {}

    static BucketRule read(Field bucket) {
        Map<String, Field> fields = bucket.fields(FIELDS);
        Field name = fields.get("name");
        Field scope = fields.get("scope");
        return new BucketRule(
                name == null ? BucketRule.DEFAULT.name() : name(name),
                scope != null && scope.oneOf(SCOPES).equals("integration"),
                match(fields),
                parts(fields.get("per")),
                shape(bucket, fields),
                levels(bucket, fields));
    }

    /** In the catalogue's seconds, fractions allowed. */
    static Duration seconds(Field field) {
        return Duration.ofMillis(Math.round(positive(field, LONGEST_SECONDS) * 1_000));
    }

    private static String name(Field field) {
        String name = field.text();
        if (name.isBlank()) {
            throw field.unexpected("a name");
        }
        return name;
    }

    private static CallMatch match(Map<String, Field> fields) {
        Field methods = fields.get("methods");
        return new CallMatch(
                methods == null
                        ? List.of()
                        : methods.texts().stream()
                                .map(method -> method.toUpperCase(Locale.ROOT))
                                .toList(),
                patterns(fields.get("paths")),
                patterns(fields.get("except")));
    }

    private static List<PathPattern> patterns(@Nullable Field field) {
        List<PathPattern> patterns = new ArrayList<>();
        for (Field item : field == null ? List.<Field>of() : field.itemsOrItself()) {
            try {
                patterns.add(PathPattern.of(item.text()));
            } catch (IllegalArgumentException e) {
                throw item.unexpected("a path such as /a/*/b or /a/**");
            }
        }
        return patterns;
    }

    private static BucketRule.Parts parts(@Nullable Field field) {
        boolean method = false;
        boolean path = false;
        List<AsciiString> headers = new ArrayList<>();
        for (Field item : field == null ? List.<Field>of() : field.itemsOrItself()) {
            String part = item.text();
            if (isHeader(part)) {
                headers.add(AsciiString.cached(part.substring(HEADER_PART.length())));
            } else if (part.equals("method")) {
                method = true;
            } else if (part.equals("path")) {
                path = true;
            } else {
                throw item.unexpected("method, path or header:<name>");
            }
        }
        return new BucketRule.Parts(method, path, headers);
    }

    private static boolean isHeader(String part) {
        return part.startsWith(HEADER_PART)
                && ProxyReader.HEADER_NAME
                        .matcher(part.substring(HEADER_PART.length()))
                        .matches();
    }

    private static BucketShape shape(Field bucket, Map<String, Field> fields) {
        Field limit = fields.get("limit");
        Field window = fields.get("window");
        Field refill = fields.get("refill");
        if (limit == null || !limit.isNumber()) {
            return refill == null ? new BucketShape.Fixed() : new BucketShape.Leaky(positive(refill, Double.MAX_VALUE));
        }
        if (window == null || !window.isNumber() || refill != null) {
            throw bucket.unexpected("a window in seconds, and no refill, beside a limit that is a number");
        }
        return new BucketShape.Sliding(whole(limit), seconds(window));
    }

    private static Levels levels(Field bucket, Map<String, Field> fields) {
        Field limit = fields.get("limit");
        Field window = fields.get("window");
        Field resource = fields.get("resource");
        boolean areTold = fields.containsKey("remaining") || fields.containsKey("usage");
        if (!areTold
                && (fields.containsKey("reset")
                        || fields.containsKey("refill_told")
                        || resource != null
                        || (limit != null && !limit.isNumber()))) {
            throw bucket.unexpected("remaining or usage in it, since they say how full it is");
        }
        return new Levels(
                limit == null || limit.isNumber() ? null : SourceReader.source(limit),
                SourceReader.source(fields.get("remaining")),
                SourceReader.source(fields.get("usage")),
                SourceReader.reset(fields.get("reset")),
                window == null || window.isNumber() ? null : SourceReader.length(window),
                window != null && window.isNumber() ? seconds(window) : null,
                SourceReader.source(fields.get("refill_told")),
                resource == null ? null : AsciiString.cached(RetryReader.header(resource)));
    }

    private static long whole(Field field) {
        double number = field.number();
        if (number < 1 || number != Math.rint(number)) {
            throw field.unexpected("a whole number >= 1");
        }
        return (long) number;
    }

    private static double positive(Field field, double most) {
        double number = field.number();
        if (!(number > 0 && number <= most)) {
            throw field.unexpected("a number > 0" + (most == LONGEST_SECONDS ? " and <= a year" : ""));
        }
        return number;
    }
}
