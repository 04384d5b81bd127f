// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A JSON object with exactly these members; any other is refused, so that a misspelt one is not silently ignored. */
public final class ObjectRule implements Rule {

    public static final ObjectRule NOTHING = of();

    private static final int LONGEST_ECHO = 64;

    private final Map<String, Field> fields;

    private ObjectRule(Map<String, Field> fields) {
        this.fields = fields;
    }

    public static ObjectRule of(Field... fields) {
        return of(List.of(fields));
    }

    public static ObjectRule of(List<Field> fields) {
        Map<String, Field> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        return new ObjectRule(byName);
    }

    /** With more members; one of the same name must pass both rules and is required if either says so. */
    public ObjectRule with(List<Field> more) {
        Map<String, Field> byName = new LinkedHashMap<>(fields);
        more.forEach(field -> byName.merge(field.name(), field, ObjectRule::both));
        return new ObjectRule(byName);
    }

    @Override
    public void check(Object value, Place place) {
        if (!(value instanceof Map<?, ?> members)) {
            place.expected("object", value);
            return;
        }
        fields.values().forEach(field -> field.checkIn(members, place));
        refuseOthers(members, place);
    }

    private void refuseOthers(Map<?, ?> members, Place place) {
        List<String> others = members.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !fields.containsKey(name))
                .limit(10)
                .map(ObjectRule::quoted)
                .toList();
        if (!others.isEmpty()) {
            String keys = others.size() == 1 ? "Unrecognized key: " : "Unrecognized keys: ";
            place.report("unrecognized_keys", others.stream().collect(Collectors.joining(", ", keys, "")));
        }
    }

    private static String quoted(String name) {
        return '"' + (name.length() <= LONGEST_ECHO ? name : name.substring(0, LONGEST_ECHO) + "…") + '"';
    }

    private static Field both(Field first, Field second) {
        return new Field(first.name(), first.rule().and(second.rule()), first.required() || second.required());
    }

    /** Names of the members. */
    public Set<String> names() {
        return fields.keySet();
    }
}
