// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** JSON objects as they are kept: what is read equals what was written, in order, and cannot be changed. */
public final class StoredJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            // A double would round what the caller stored.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Made now: the mapper would make one under a lock when it is first used, for which a second thread waits. */
    private static final ObjectReader READER = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});

    private StoredJson() {}

    public static byte[] write(Map<String, ? extends @Nullable Object> object) {
        return MAPPER.writeValueAsBytes(object);
    }

    public static Map<String, Object> read(byte[] json) {
        Map<String, Object> read = READER.readValue(json);
        return object(read);
    }

    /** The member of this name; empty when it is missing. */
    public static Map<String, Object> object(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> member ? object(member) : Map.of();
    }

    /** The member of this name as an object of strings only. */
    public static Map<String, String> strings(Map<String, Object> parent, String name) {
        Map<String, String> strings = new LinkedHashMap<>();
        object(parent, name).forEach((key, value) -> strings.put(key, (String) value));
        return strings;
    }

    /** The member of this name as a list of strings; empty when it is missing. */
    public static List<String> list(Map<String, Object> parent, String name) {
        return parent.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    public static @Nullable String text(Map<String, Object> parent, String name) {
        return (String) parent.get(name);
    }

    /** Shared by every request that uses the cached thing, so nobody may change it. */
    private static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> frozen = new LinkedHashMap<>();
        map.forEach((key, value) -> frozen.put((String) key, frozen(value)));
        return Collections.unmodifiableMap(frozen);
    }

    private static Object frozen(Object value) {
        return switch (value) {
            case Map<?, ?> map -> object(map);
            case List<?> list ->
                Collections.unmodifiableList(
                        list.stream().map(StoredJson::frozen).collect(Collectors.toList()));
            case null, default -> value;
        };
    }
}
