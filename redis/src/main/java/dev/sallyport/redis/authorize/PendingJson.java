// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.authorize;

import dev.sallyport.filters.authorize.PendingAuthorization;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.connection.EndUserJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A pending authorization as the JSON that is sealed. */
final class PendingJson {

    private PendingJson() {}

    static Map<String, Object> write(PendingAuthorization pending) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("environment", pending.key().environment());
        json.put("integration", pending.key().integration());
        json.put("connection", pending.key().connectionId());
        json.put("provider", pending.provider());
        json.put("reconnects", pending.reconnects());
        json.put("connection_config", pending.connectionConfig().reveal());
        if (pending.endUser() != null) {
            json.put("end_user", EndUserJson.write(pending.endUser()));
        }
        json.put("tags", pending.tags());
        if (pending.webhookUrlOverride() != null) {
            json.put("webhook_url_override", pending.webhookUrlOverride());
        }
        json.put("carried", pending.carried().reveal());
        return json;
    }

    static PendingAuthorization read(Map<String, Object> json) {
        return new PendingAuthorization(
                new ConnectionKey(text(json, "environment"), text(json, "integration"), text(json, "connection")),
                text(json, "provider"),
                Boolean.TRUE.equals(json.get("reconnects")),
                SecretMap.of(StoredJson.object(json, "connection_config")),
                EndUserJson.read(StoredJson.object(json, "end_user")),
                StoredJson.strings(json, "tags"),
                StoredJson.text(json, "webhook_url_override"),
                SecretMap.of(StoredJson.object(json, "carried")));
    }

    private static String text(Map<String, Object> json, String name) {
        return Objects.requireNonNull(StoredJson.text(json, name), name);
    }
}
