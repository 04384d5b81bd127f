// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.integration;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.Sealer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An integration as the fields of its hash: its configuration sealed, because only the API may show it. */
final class IntegrationRows {

    private final Sealer sealer;

    IntegrationRows(Sealer sealer) {
        this.sealer = sealer;
    }

    /** Without generation and creation, which the scripts keep. */
    Map<String, byte[]> write(Integration integration) {
        SealContext context = SealContext.integration(integration.environment(), integration.uniqueKey());
        return Map.of(
                Row.PROVIDER, Bytes.of(integration.provider()),
                Row.UPDATED_AT, Bytes.of(integration.updatedAt().toString()),
                Row.CLEAR, StoredJson.write(clear(integration)),
                Row.SEALED, sealer.seal(secrets(integration), context));
    }

    Integration read(String environment, String uniqueKey, Row row) {
        Map<String, Object> clear = row.json(Row.CLEAR);
        Map<String, Object> secrets =
                sealer.open(row.bytes(Row.SEALED), SealContext.integration(environment, uniqueKey));
        return new Integration(
                environment,
                uniqueKey,
                row.text(Row.PROVIDER),
                StoredJson.text(clear, "display_name"),
                credentials(StoredJson.object(secrets, "credentials")),
                Boolean.TRUE.equals(clear.get("forward_webhooks")),
                StoredJson.strings(secrets, "integration_config"),
                StoredJson.strings(secrets, "custom"),
                options(StoredJson.object(clear, "gateway")),
                row.number(Row.GENERATION),
                row.instant(Row.CREATED_AT),
                row.instant(Row.UPDATED_AT));
    }

    private static Map<String, Object> clear(Integration integration) {
        Map<String, Object> clear = new LinkedHashMap<>();
        if (integration.displayName() != null) {
            clear.put("display_name", integration.displayName());
        }
        clear.put("forward_webhooks", integration.forwardWebhooks());
        clear.put("gateway", options(integration.gateway()));
        return clear;
    }

    private static Map<String, Object> secrets(Integration integration) {
        Map<String, Object> secrets = new LinkedHashMap<>();
        if (integration.credentials() != null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            integration.credentials().fields().forEach((name, value) -> fields.put(name, value.reveal()));
            secrets.put("credentials", Map.of("type", integration.credentials().type(), "fields", fields));
        }
        secrets.put("integration_config", integration.integrationConfig());
        secrets.put("custom", integration.custom());
        return secrets;
    }

    private static @Nullable IntegrationCredentials credentials(Map<String, Object> stored) {
        String type = StoredJson.text(stored, "type");
        if (type == null) {
            return null;
        }
        Map<String, SecretText> fields = new LinkedHashMap<>();
        StoredJson.strings(stored, "fields").forEach((name, value) -> fields.put(name, SecretText.of(value)));
        return new IntegrationCredentials(type, fields);
    }

    private static Map<String, Object> options(GatewayOptions options) {
        return Map.of(
                "allowed_hosts", options.allowedHosts(),
                "allow_http", options.allowHttp(),
                "allow_credential_override", options.allowCredentialOverride(),
                "retries", options.retries(),
                "max_wait", options.maxWait().toString(),
                "forward_trace_context", options.forwardTraceContext(),
                "forward_set_cookie", options.forwardSetCookie());
    }

    /** A member that an older version did not write has its default. */
    private static GatewayOptions options(Map<String, Object> stored) {
        GatewayOptions defaults = GatewayOptions.DEFAULTS;
        String maxWait = StoredJson.text(stored, "max_wait");
        return new GatewayOptions(
                StoredJson.list(stored, "allowed_hosts"),
                Boolean.TRUE.equals(stored.get("allow_http")),
                Boolean.TRUE.equals(stored.get("allow_credential_override")),
                stored.get("retries") instanceof Number retries ? retries.intValue() : defaults.retries(),
                maxWait == null ? defaults.maxWait() : Duration.parse(maxWait),
                Boolean.TRUE.equals(stored.get("forward_trace_context")),
                Boolean.TRUE.equals(stored.get("forward_set_cookie")));
    }
}
