// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.util.Map;

/** A JSON object whose values may be secret; {@code toString} redacts. Values may be null, as JSON's may. */
public final class SecretMap {

    public static final SecretMap EMPTY = new SecretMap(Map.of());

    private final Map<String, Object> values;

    private SecretMap(Map<String, Object> values) {
        this.values = values;
    }

    public static SecretMap of(Map<String, Object> values) {
        return values.isEmpty() ? EMPTY : new SecretMap(values);
    }

    /** The object itself; read only. */
    public Map<String, Object> reveal() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
