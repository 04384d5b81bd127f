// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Reads a query as an object: {@code a=1} a string, repeated an array, {@code a[b]=1} a member of object {@code a}. */
final class QueryString {

    private static final Pattern MEMBER = Pattern.compile("([^\\[\\]]+)\\[([^\\[\\]]+)]");

    private QueryString() {}

    static Map<String, Object> read(ServerHttpRequest request) {
        Map<String, Object> query = new LinkedHashMap<>();
        decoded(request).forEach((name, values) -> {
            Object value = value(values);
            Matcher member = MEMBER.matcher(name);
            if (member.matches()) {
                nested(query, member.group(1)).put(member.group(2), value);
            } else {
                query.put(name, value);
            }
        });
        return query;
    }

    private static Map<String, List<String>> decoded(ServerHttpRequest request) {
        try {
            return request.getQueryParams();
        } catch (IllegalArgumentException e) {
            throw GatewayException.invalid(
                    ErrorCode.INVALID_QUERY_PARAMS,
                    List.of(Problem.at("invalid_format", "Invalid query: broken percent-encoding")));
        }
    }

    private static Object value(List<String> values) {
        List<String> texts =
                values.stream().map(value -> value == null ? "" : value).toList();
        return texts.size() == 1 ? texts.getFirst() : texts;
    }

    @SuppressWarnings("unchecked") // only ever put here
    private static Map<String, Object> nested(Map<String, Object> query, String name) {
        Object present = query.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
        return present instanceof Map ? (Map<String, Object>) present : new LinkedHashMap<>();
    }
}
