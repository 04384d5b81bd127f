// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.gateway.control.http.WireTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An API key as the API shows it: with its secret once, when it is made. */
final class ApiKeyJson {

    private ApiKeyJson() {}

    static Map<String, @Nullable Object> listed(ApiKey key, boolean configured) {
        Map<String, @Nullable Object> json = write(key, null);
        json.put("configured", configured);
        return json;
    }

    static Map<String, @Nullable Object> created(ApiKey key, SecretText secret) {
        return write(key, secret);
    }

    private static Map<String, @Nullable Object> write(ApiKey key, @Nullable SecretText secret) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", key.id());
        json.put("name", key.name());
        if (secret != null) {
            json.put("secret", secret.reveal());
        }
        json.put("scopes", key.scopes().granted());
        json.put("integrations", names(key.integrations()));
        json.put("connections", names(key.connections()));
        json.put("created_at", WireTime.zulu(key.createdAt()));
        return json;
    }

    /** Null when the key may see all. */
    private static @Nullable Set<String> names(AllowList list) {
        Set<String> names = list.names();
        return names == null ? null : new TreeSet<>(names);
    }
}
