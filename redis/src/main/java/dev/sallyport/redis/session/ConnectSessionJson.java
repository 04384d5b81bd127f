// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.session;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.connection.EndUserJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connect session as the object that is sealed. */
final class ConnectSessionJson {

    private static final String DEFAULTS = "defaults";
    private static final String AUTHORIZATION_PARAMS = "authorization_params";
    private static final String CONNECTION_CONFIG = "connection_config";

    private ConnectSessionJson() {}

    static Map<String, Object> write(ConnectSession session) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("id", session.id());
        stored.put("environment", session.environment());
        if (session.endUser() != null) {
            stored.put("end_user", EndUserJson.write(session.endUser()));
        }
        stored.put("tags", session.tags());
        stored.put("allowed_integrations", session.allowedIntegrations());
        Map<String, Object> defaults = new LinkedHashMap<>();
        session.defaults().forEach((integration, of) -> defaults.put(integration, defaults(of)));
        stored.put(DEFAULTS, defaults);
        putUnlessNull(stored, "webhook_url_override", session.webhookUrlOverride());
        ConnectionKey reconnect = session.reconnect();
        if (reconnect != null) {
            stored.put(
                    "reconnect",
                    Map.of("integration", reconnect.integration(), "connection", reconnect.connectionId()));
        }
        stored.put("expires_at", session.expiresAt().toString());
        return stored;
    }

    static ConnectSession read(Map<String, Object> stored) {
        String environment = text(stored, "environment");
        Map<String, ConnectSession.Defaults> defaults = new LinkedHashMap<>();
        Map<String, Object> all = StoredJson.object(stored, DEFAULTS);
        all.keySet().forEach(integration -> defaults.put(integration, toDefaults(StoredJson.object(all, integration))));
        return new ConnectSession(
                text(stored, "id"),
                environment,
                EndUserJson.read(StoredJson.object(stored, "end_user")),
                StoredJson.strings(stored, "tags"),
                StoredJson.list(stored, "allowed_integrations"),
                defaults,
                StoredJson.text(stored, "webhook_url_override"),
                reconnect(environment, StoredJson.object(stored, "reconnect")),
                Instant.parse(text(stored, "expires_at")));
    }

    private static Map<String, Object> defaults(ConnectSession.Defaults defaults) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put(AUTHORIZATION_PARAMS, defaults.authorizationParams());
        stored.put(CONNECTION_CONFIG, defaults.connectionConfig());
        putUnlessNull(stored, "docs_connect", defaults.docsConnect());
        return stored;
    }

    private static ConnectSession.Defaults toDefaults(Map<String, Object> stored) {
        return new ConnectSession.Defaults(
                StoredJson.strings(stored, AUTHORIZATION_PARAMS),
                StoredJson.object(stored, CONNECTION_CONFIG),
                StoredJson.text(stored, "docs_connect"));
    }

    private static @Nullable ConnectionKey reconnect(String environment, Map<String, Object> stored) {
        return stored.isEmpty()
                ? null
                : new ConnectionKey(environment, text(stored, "integration"), text(stored, "connection"));
    }

    private static String text(Map<String, Object> stored, String name) {
        return Objects.requireNonNull(StoredJson.text(stored, name), name);
    }

    private static void putUnlessNull(Map<String, Object> object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
