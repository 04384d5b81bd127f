// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.catalog.IntegrationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.template.TemplateException;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.CatalogFields;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.List;
import java.util.Set;

/** What the bodies about integrations may hold. */
final class IntegrationBodies {

    /** Shape only: whether the templates in it hold is for the catalogue to say. */
    private static final ObjectRule CUSTOM = ObjectRule.of(
            Field.optional("keyName", Text.between(1, 255).oneLine()),
            Field.optional("keyPlacement", Text.oneOf(List.of("header", "query"))),
            Field.optional("valueTemplate", Text.between(1, 2048).oneLine()),
            Field.optional("baseUrl", Text.between(1, 2048).oneLine()));

    private static final List<Field> COMMON = List.of(
            Field.optional("display_name", Names.LABEL.orNull()),
            Field.optional("credentials", Values.anyObject()),
            Field.optional("forward_webhooks", Values.flag()),
            Field.optional("integration_config", Values.anyObject()),
            Field.optional("custom", Values.anyObject()),
            Field.optional("gateway", GatewayOptionsJson.RULE));

    static final ObjectRule CREATE = ObjectRule.of(
                    Field.required("provider", Names.LABEL), Field.required("unique_key", Names.INTEGRATION))
            .with(COMMON);

    static final ObjectRule UPDATE =
            ObjectRule.of(Field.optional("unique_key", Names.INTEGRATION)).with(COMMON);

    private IntegrationBodies() {}

    /** The parts that depend on the provider. Parts that are not given are not looked at. */
    static void check(Provider provider, JsonObject body, Place place) {
        JsonObject credentials = body.objectOrNull("credentials");
        if (credentials != null) {
            CredentialsJson.check(provider.authMode(), credentials, place.at("credentials"));
        }
        JsonObject custom = body.object("custom");
        if (provider.integrationConfig().isEmpty() && !custom.members().isEmpty()) {
            place.at("custom").report("custom", "Provider \"" + provider.name() + "\" takes no custom settings");
        } else {
            CUSTOM.check(custom.members(), place.at("custom"));
        }
    }

    /**
     * The settings as they would be stored. What the provider asks for as configuration may be given as a custom setting of
     * the same name too.
     */
    static void checkSettings(Provider provider, JsonObject config, JsonObject custom, Place place) {
        Set<String> declared = provider.integrationConfig().keySet();
        ObjectRule.of(CatalogFields.of(provider.integrationConfig().values()))
                .check(custom.only(declared).plus(config).members(), place.at("integration_config"));
        if (place.problems().isEmpty()) {
            checkTemplates(provider, custom, place);
        }
    }

    /** The custom settings among the configuration: the catalogue asks for both under the same names. */
    static JsonObject customIn(JsonObject config) {
        return config.only(CUSTOM.names());
    }

    private static void checkTemplates(Provider provider, JsonObject custom, Place place) {
        try {
            IntegrationRules.derive(provider, custom.toTexts());
        } catch (TemplateException e) {
            place.at("custom").report("invalid_format", "Invalid setting: " + e.getMessage());
        }
    }
}
