// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.template.Template;
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
import java.util.regex.Pattern;

/** What the bodies about integrations may hold. */
final class IntegrationRules {

    private static final Text TEMPLATE = Text.between(1, 2048)
            .oneLine()
            .where(IntegrationRules::compiles, "invalid_format", "Invalid template: it does not compile");

    /** A template is no URL before it is rendered, so only its start can be looked at. */
    private static final Text BASE_URL = TEMPLATE.matching(Pattern.compile("^(https?://|\\$\\{)"));

    private static final ObjectRule CUSTOM = ObjectRule.of(
            Field.optional("keyName", Text.between(1, 255).matching(Pattern.compile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"))),
            Field.optional("keyPlacement", Text.oneOf(List.of("header", "query"))),
            Field.optional("valueTemplate", TEMPLATE),
            Field.optional("baseUrl", BASE_URL));

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

    private IntegrationRules() {}

    /** The parts that depend on the provider. Parts that are not given are not looked at. */
    static void check(Provider provider, JsonObject body, Place place) {
        JsonObject credentials = body.objectOrNull("credentials");
        if (credentials != null) {
            CredentialsJson.check(provider.authMode(), credentials, place.at("credentials"));
        }
        if (body.has("custom")) {
            checkCustom(provider, body.object("custom"), place.at("custom"));
        }
    }

    /** The configuration as it would be stored. */
    static void checkConfig(Provider provider, JsonObject config, Place place) {
        ObjectRule.of(CatalogFields.of(provider.integrationConfig().values()))
                .check(config.members(), place.at("integration_config"));
    }

    private static void checkCustom(Provider provider, JsonObject custom, Place place) {
        if (provider.integrationConfig().isEmpty() && !custom.members().isEmpty()) {
            place.report("custom", "Provider \"" + provider.name() + "\" takes no custom settings");
        } else {
            CUSTOM.check(custom.members(), place);
        }
    }

    private static boolean compiles(String text) {
        try {
            Template.compile(text);
            return true;
        } catch (TemplateException e) {
            return false;
        }
    }
}
