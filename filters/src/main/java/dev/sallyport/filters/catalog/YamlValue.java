// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a YAML file that remembers where it was written. */
sealed interface YamlValue {

    Place place();

    /** As JSON values, immutable. */
    @Nullable
    Object plain();

    /** What a message calls it. */
    String shown();

    /**
     * Text, a number, true, false or null.
     *
     * @param source as written
     */
    record Scalar(Place place, @Nullable Object plain, String source) implements YamlValue {
        private static final int SHOWN = 80;

        @Override
        public String shown() {
            return source.length() <= SHOWN ? source : source.substring(0, SHOWN) + '…';
        }
    }

    record Items(Place place, List<YamlValue> items) implements YamlValue {
        @Override
        public List<@Nullable Object> plain() {
            List<@Nullable Object> plain = new ArrayList<>(items.size());
            items.forEach(item -> plain.add(item.plain()));
            return Collections.unmodifiableList(plain);
        }

        @Override
        public String shown() {
            return "a list";
        }
    }

    record Fields(Place place, Map<String, YamlValue> fields) implements YamlValue {
        @Override
        public Map<String, @Nullable Object> plain() {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            fields.forEach((name, value) -> plain.put(name, value.plain()));
            return Collections.unmodifiableMap(plain);
        }

        @Override
        public String shown() {
            return "a map";
        }
    }
}
