// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityQuery.Statuses;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which calls a query asks for, of those that the key may see. */
final class CallFilter {

    private static final String SUCCESS = "success";
    private static final Pattern STATUS = Pattern.compile("^[1-5](xx|\\d\\d(-[1-5]\\d\\d)?)$");
    private static final Rule MOMENT = Text.between(1, 40)
            .where(
                    text -> instant(text) != null,
                    "invalid_format",
                    "Invalid time: expected ISO-8601 with an offset, such as 2026-01-31T23:59:59Z");

    /** All of them optional, for every operation that looks for calls. */
    private static final List<Field> FIELDS = List.of(
            Field.optional("outcome", Text.oneOf(List.of(SUCCESS, "failed"))),
            Field.optional("status", Text.between(1, 7).matching(STATUS)),
            Field.optional("integration", Names.INTEGRATION),
            Field.optional("connection", Names.CONNECTION),
            Field.optional("provider", Text.between(1, 255).oneLine()),
            Field.optional("method", Text.between(1, 20).matching(Pattern.compile("^[a-zA-Z]+$"))),
            Field.optional(
                    "error",
                    Text.oneOf(Arrays.stream(ErrorCode.values())
                            .map(ErrorCode::wireName)
                            .toList())),
            Field.optional("q", Text.between(1, 256).oneLine()));

    private CallFilter() {}

    /** With a period that may be left out. */
    static Field[] fields(Field... more) {
        return fields(Field.optional("from", MOMENT), Field.optional("to", MOMENT), more);
    }

    /** With a period that has to be given. */
    static Field[] fieldsOfPeriod(Field... more) {
        return fields(Field.required("from", MOMENT), Field.required("to", MOMENT), more);
    }

    private static Field[] fields(Field from, Field to, Field... more) {
        return Stream.of(FIELDS.stream(), Stream.of(from, to), Stream.of(more))
                .flatMap(each -> each)
                .toArray(Field[]::new);
    }

    /** @throws GatewayException {@code invalid_query_params} when the period or the range of statuses is empty */
    static ActivityQuery of(Call call) {
        JsonObject query = call.query();
        String outcome = query.textOrNull("outcome");
        String method = query.textOrNull("method");
        Instant from = moment(query.textOrNull("from"));
        Instant to = moment(query.textOrNull("to"));
        if (from != null && to != null && !from.isBefore(to)) {
            throw empty("to", "Invalid period: expected to to be later than from");
        }
        return new ActivityQuery(
                call.environment(),
                call.caller().integrations(),
                call.caller().connections(),
                statuses(query.textOrNull("status")),
                outcome == null ? null : !outcome.equals(SUCCESS),
                query.textOrNull("integration"),
                query.textOrNull("connection"),
                query.textOrNull("provider"),
                method == null ? null : method.toUpperCase(Locale.ROOT),
                query.textOrNull("error"),
                query.textOrNull("q"),
                from,
                to);
    }

    /** {@code 404}, {@code 4xx} or {@code 500-599}. */
    private static @Nullable Statuses statuses(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.endsWith("xx")) {
            int first = (text.charAt(0) - '0') * 100;
            return new Statuses(first, first + 99);
        }
        int dash = text.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
        if (first > last) {
            throw empty("status", "Invalid range: expected the lower status first");
        }
        return new Statuses(first, last);
    }

    private static @Nullable Instant moment(@Nullable String text) {
        return text == null ? null : instant(text);
    }

    private static @Nullable Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static GatewayException empty(String field, String message) {
        return GatewayException.invalid(ErrorCode.INVALID_QUERY_PARAMS, List.of(Problem.at("custom", message, field)));
    }
}
