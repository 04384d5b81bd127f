// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.ratelimit.Condition;
import dev.sallyport.filters.ratelimit.Levels;
import dev.sallyport.filters.ratelimit.Source;
import dev.sallyport.filters.ratelimit.TimeForm;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads where an answer says something: a header's name, {@code {header, member}} or {@code {body}}. */
final class SourceReader {

    private static final List<String> SOURCE = List.of("header", "member", "body");
    private static final List<String> TIMED = List.of("header", "member", "body", "form");
    private static final List<String> CONDITION = List.of("header", "member", "body", "equals", "matches");
    private static final List<String> RESET_FORMS = Arrays.stream(TimeForm.values())
            .map(form -> form.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> LENGTH_FORMS = List.of("delta_s", "delta_ms");

    private SourceReader() {}

    static @Nullable Source source(@Nullable Field field) {
        if (field == null) {
            return null;
        }
        return field.isMap() ? source(field, field.fields(SOURCE)) : header(field, null);
    }

    /** A moment, or a length until one; of a plausible form where it does not say. */
    static Levels.@Nullable Timed reset(@Nullable Field field) {
        return field == null ? null : timed(field, TimeForm.AUTO, RESET_FORMS);
    }

    /** In seconds where it does not say. */
    static Levels.Timed length(Field field) {
        return timed(field, TimeForm.DELTA_S, LENGTH_FORMS);
    }

    static Condition condition(Field field) {
        Map<String, Field> fields = field.fields(CONDITION);
        Field equal = fields.get("equals");
        Field matches = fields.get("matches");
        return new Condition(
                source(field, fields),
                equal == null ? null : equal.scalar(),
                matches == null ? null : ExpressionText.read(matches));
    }

    private static Levels.Timed timed(Field field, TimeForm usual, List<String> forms) {
        if (!field.isMap()) {
            return new Levels.Timed(header(field, null), usual);
        }
        Map<String, Field> fields = field.fields(TIMED);
        Field form = fields.get("form");
        return new Levels.Timed(
                source(field, fields),
                form == null ? usual : TimeForm.valueOf(form.oneOf(forms).toUpperCase(Locale.ROOT)));
    }

    private static Source source(Field field, Map<String, Field> fields) {
        Field header = fields.get("header");
        Field body = fields.get("body");
        if (header != null && body == null) {
            return header(header, fields.get("member"));
        } else if (header == null && body != null) {
            return new Source.Body(RetryReader.path(body));
        }
        throw field.unexpected("either header or body in it");
    }

    private static Source header(Field field, @Nullable Field member) {
        return new Source.Header(AsciiString.cached(RetryReader.header(field)), Field.textOrNull(member));
    }
}
