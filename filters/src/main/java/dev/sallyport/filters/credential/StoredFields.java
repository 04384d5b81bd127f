// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a stored shape: the type first, what is absent left out. */
final class StoredFields {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private StoredFields() {}

    static StoredFields of(Credential credential) {
        return new StoredFields().put("type", credential.type());
    }

    StoredFields put(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    StoredFields put(String name, @Nullable SecretText secret) {
        return put(name, secret == null ? null : (Object) secret.reveal());
    }

    StoredFields put(String name, @Nullable Instant time) {
        return put(name, time == null ? null : (Object) time.toString());
    }

    /** Where it holds something. */
    StoredFields putUnlessEmpty(String name, SecretMap map) {
        return map.isEmpty() ? this : put(name, (Object) map.reveal());
    }

    StoredFields putAll(SecretMap map) {
        fields.putAll(map.reveal());
        return this;
    }

    Map<String, Object> toMap() {
        return fields;
    }
}
