// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resolves {@code alias}: a provider that inherits another's top-level fields, whole, wherever that one stands. */
final class Aliases {

    private static final String ALIAS = "alias";

    private final Map<String, YamlValue> definitions;

    Aliases(Map<String, YamlValue> definitions) {
        this.definitions = definitions;
    }

    /** The provider's own fields over those it inherits, without {@code alias}. */
    YamlValue.Fields resolve(String name) {
        Deque<Map<String, Field>> chain = new ArrayDeque<>();
        Set<String> seen = new LinkedHashSet<>();
        Field definition = definition(name, null);
        Field alias = definition.fields().get(ALIAS);
        chain.push(definition.fields());
        seen.add(name);
        while (alias != null) {
            if (!seen.add(alias.text())) {
                throw alias.unexpected("no circle: " + String.join(" → ", seen) + " → " + alias.text());
            }
            Map<String, Field> base = definition(alias.text(), alias).fields();
            chain.push(base);
            alias = base.get(ALIAS);
        }
        Map<String, YamlValue> merged = new LinkedHashMap<>();
        chain.forEach(fields -> fields.forEach((key, field) -> merged.put(key, field.value())));
        merged.remove(ALIAS);
        return new YamlValue.Fields(definition.value().place(), merged);
    }

    private Field definition(String name, @Nullable Field alias) {
        YamlValue definition = definitions.get(name);
        if (definition == null) {
            throw alias == null ? new IllegalArgumentException(name) : alias.unexpected("the name of a provider");
        }
        return new Field(name, definition);
    }
}
