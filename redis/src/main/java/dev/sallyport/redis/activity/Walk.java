// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.StoredJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way through an environment's records, as the script {@code activity-walk} takes it.
 *
 * @param lists each of which has all records that fit
 * @param lower first id of interest; may begin with a bracket, which excludes it
 * @param upper last one, likewise
 */
record Walk(
        String environment,
        List<RecordList> lists,
        Map<String, Object> filter,
        boolean newestFirst,
        String lower,
        String upper) {

    /** Entries that one script looks at: a few milliseconds. */
    private static final int EFFORT = 1_000;

    static Walk newestFirst(ActivityQuery query) {
        return of(query, filter(query), true);
    }

    static Walk oldestFirst(ActivityQuery query) {
        return of(query, filter(query), false);
    }

    /** Only the calls of this trace. */
    Walk ofTrace(String id) {
        Map<String, Object> narrowed = new LinkedHashMap<>(filter);
        narrowed.remove("text");
        narrowed.put("trace", id);
        return new Walk(environment, List.of(RecordList.trace(id)), narrowed, newestFirst, lower, upper);
    }

    /** Only this record. */
    Walk ofRecord(RecordId id) {
        Map<String, Object> narrowed = new LinkedHashMap<>(filter);
        narrowed.remove("text");
        return new Walk(environment, List.of(), narrowed, newestFirst, id.toString(), id.toString());
    }

    /** What comes after this record in the direction of the walk. */
    Walk from(RecordId position) {
        String excluded = "(" + position;
        return newestFirst
                ? new Walk(environment, lists, filter, true, lower, excluded)
                : new Walk(environment, lists, filter, false, excluded, upper);
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>();
        keys.add(RedisKeys.activity(environment));
        lists.forEach(list -> keys.add(list.key(environment)));
        return keys;
    }

    Args args(Duration maxAge) {
        Args args = new Args()
                .add(maxAge.toMillis())
                .add(newestFirst ? "newest" : "oldest")
                .add(lower)
                .add(upper)
                .add(EFFORT)
                .add(StoredJson.write(filter));
        lists.forEach(list -> args.add(list.isCounted() ? "" : Integer.toString(list.mark())));
        return args;
    }

    private static Walk of(ActivityQuery query, Map<String, Object> filter, boolean newestFirst) {
        return new Walk(
                query.environment(),
                QueryLists.narrowing(query),
                filter,
                newestFirst,
                query.from() == null ? RecordId.ZERO.toString() : query.from().toEpochMilli() + "-0",
                query.to() == null ? "+" : "(" + query.to().toEpochMilli() + "-0");
    }

    private static Map<String, Object> filter(ActivityQuery query) {
        Map<String, Object> filter = new LinkedHashMap<>();
        put(filter, "integration", query.integration());
        put(filter, "connection", query.connectionId());
        put(filter, "provider", query.provider());
        put(filter, "method", query.method());
        put(filter, "error", query.error());
        if (query.text() != null && !query.text().isEmpty()) {
            filter.put("text", lower(query.text()));
        }
        if (query.failed() != null) {
            filter.put("failed", query.failed() ? "1" : "0");
        }
        if (query.statuses() != null) {
            filter.put("first", query.statuses().first());
            filter.put("last", query.statuses().last());
        }
        put(filter, "integrations", names(query.integrations()));
        put(filter, "connections", names(query.connections()));
        return filter;
    }

    private static void put(Map<String, Object> filter, String name, @Nullable Object value) {
        if (value != null) {
            filter.put(name, value);
        }
    }

    /** As the keys of an object, which the script looks up. */
    private static @Nullable Map<String, Object> names(AllowList allowed) {
        if (allowed.names() == null) {
            return null;
        }
        Map<String, Object> names = new LinkedHashMap<>();
        allowed.names().forEach(name -> names.put(name, true));
        return names;
    }

    /** Only letters that the script lowers, too, which knows no others than these. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return lower.toString();
    }
}
