// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON object that its rule has let pass, read by type. */
public record JsonObject(Map<String, Object> members) {

    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** The text of a required member. */
    public String text(String name) {
        String text = textOrNull(name);
        if (text == null) {
            throw new IllegalArgumentException(name + ": missing (expected: a member its rule requires)");
        }
        return text;
    }

    /** Null when the member is absent or JSON null. */
    public @Nullable String textOrNull(String name) {
        return members.get(name) instanceof String text ? text : null;
    }

    public boolean flag(String name, boolean fallback) {
        return members.get(name) instanceof Boolean flag ? flag : fallback;
    }

    public int number(String name, int fallback) {
        return members.get(name) instanceof Integer number ? number : fallback;
    }

    /** Null when the member is absent or JSON null. */
    public @Nullable JsonObject objectOrNull(String name) {
        return members.get(name) instanceof Map<?, ?> map ? of(map) : null;
    }

    /** The empty object when the member is absent or JSON null. */
    public JsonObject object(String name) {
        JsonObject object = objectOrNull(name);
        return object == null ? EMPTY : object;
    }

    /** The strings of an array, of a single string, or none at all. */
    public List<String> texts(String name) {
        return switch (members.get(name)) {
            case String text -> List.of(text);
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    /** All members as strings, for objects whose rule allows nothing else. */
    public Map<String, String> toTexts() {
        return members.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> String.valueOf(e.getValue()), (a, b) -> b, LinkedHashMap::new));
    }

    /** This object with the members of another on top. */
    public JsonObject plus(JsonObject other) {
        Map<String, Object> merged = new LinkedHashMap<>(members);
        merged.putAll(other.members);
        return new JsonObject(merged);
    }

    /** The members of these names. */
    public JsonObject only(Set<String> names) {
        Map<String, Object> kept = new LinkedHashMap<>(members);
        kept.keySet().retainAll(names);
        return new JsonObject(kept);
    }

    /** Names only: the values may be secret. */
    @Override
    public String toString() {
        return members.keySet().toString();
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static JsonObject of(Map<?, ?> map) {
        return new JsonObject((Map<String, Object>) map);
    }
}
