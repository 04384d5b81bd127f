// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.http.Refusals;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes integrations from bodies, checked against their provider. Nothing is stored here. */
public final class IntegrationDrafts {

    private final Catalog catalog;
    private final Clock clock;

    public IntegrationDrafts(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** A new integration, with defaults for what the body leaves out. */
    Integration toIntegration(Call call) {
        JsonObject body = call.body();
        Provider provider = providerOrFail(body.text("provider"));
        JsonObject config = body.object("integration_config");
        JsonObject custom = customOver(Map.of(), body);
        Refusals.checkBody(place -> {
            if (CredentialsJson.areRequired(provider.authMode()) && !body.has("credentials")) {
                place.at("credentials").report("custom", "Missing credentials: " + provider.authMode() + " needs them");
            }
            IntegrationBodies.check(provider, body, place);
            IntegrationBodies.checkSettings(provider, config, custom, place);
        });
        Instant now = clock.instant();
        return new Integration(
                call.environment(),
                body.text("unique_key"),
                provider.name(),
                body.textOrNull("display_name"),
                credentials(provider, body, null),
                body.flag("forward_webhooks", true),
                config.toTexts(),
                custom.toTexts(),
                GatewayOptionsJson.read(body.object("gateway"), GatewayOptions.DEFAULTS),
                0,
                now,
                now);
    }

    /** The stored one with what the body gives; objects are merged member by member, credentials replaced whole. */
    Integration change(Integration stored, JsonObject body) {
        Provider provider = providerOrFail(stored.provider());
        JsonObject config = texts(stored.integrationConfig()).plus(body.object("integration_config"));
        JsonObject custom = customOver(stored.custom(), body);
        Refusals.checkBody(place -> {
            IntegrationBodies.check(provider, body, place);
            if (body.has("integration_config") || body.has("custom")) {
                IntegrationBodies.checkSettings(provider, config, custom, place);
            }
        });
        String newKey = body.textOrNull("unique_key");
        return new Integration(
                stored.environment(),
                newKey == null ? stored.uniqueKey() : newKey,
                stored.provider(),
                body.has("display_name") ? body.textOrNull("display_name") : stored.displayName(),
                credentials(provider, body, stored.credentials()),
                body.flag("forward_webhooks", stored.forwardWebhooks()),
                config.toTexts(),
                custom.toTexts(),
                GatewayOptionsJson.read(body.object("gateway"), stored.gateway()),
                stored.generation(),
                stored.createdAt(),
                clock.instant());
    }

    private Provider providerOrFail(String name) {
        Provider provider = catalog.find(name);
        if (provider == null) {
            throw Refusals.invalidBody("Invalid provider", "provider");
        }
        return provider;
    }

    private static @Nullable IntegrationCredentials credentials(
            Provider provider, JsonObject body, @Nullable IntegrationCredentials soFar) {
        JsonObject given = body.objectOrNull("credentials");
        return given == null ? soFar : CredentialsJson.read(provider.authMode(), given);
    }

    private static JsonObject customOver(Map<String, String> soFar, JsonObject body) {
        return texts(soFar)
                .plus(IntegrationBodies.customIn(body.object("integration_config")))
                .plus(body.object("custom"));
    }

    private static JsonObject texts(Map<String, String> texts) {
        return new JsonObject(Map.copyOf(texts));
    }
}
