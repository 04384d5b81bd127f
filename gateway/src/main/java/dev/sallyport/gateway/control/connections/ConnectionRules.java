// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.CatalogFields;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import dev.sallyport.gateway.control.rules.QueryValues;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.List;
import java.util.Map;

/** What the calls about connections may hold. */
final class ConnectionRules {

    private static final int MOST_IDS = 1000;

    private static final Rule END_USER = ObjectRule.of(
            Field.required("id", Names.LABEL),
            Field.optional("display_name", Names.LABEL.orNull()),
            Field.optional("email", Names.LABEL.orNull()),
            Field.optional("tags", Names.TAGS.orNull()),
            Field.optional(
                    "organization",
                    ObjectRule.of(
                                    Field.required("id", Names.LABEL),
                                    Field.optional("display_name", Names.LABEL.orNull()))
                            .orNull()));

    private static final List<Field> DESCRIPTION = List.of(
            Field.optional("end_user", END_USER.orNull()),
            Field.optional("tags", Names.TAGS),
            Field.optional("webhook_url_override", Names.URL.orNull()));

    static final ObjectRule IMPORT = ObjectRule.of(
                    Field.required("provider_config_key", Names.INTEGRATION),
                    Field.required("credentials", Values.anyObject()),
                    Field.optional("connection_id", Names.CONNECTION),
                    Field.optional("metadata", Values.anyObject().orNull()),
                    Field.optional("connection_config", Values.anyObject().orNull()))
            .with(DESCRIPTION);

    static final ObjectRule PATCH = ObjectRule.of(DESCRIPTION);

    static final ObjectRule METADATA = ObjectRule.of(
            Field.required("connection_id", oneOrMany(Names.CONNECTION)),
            Field.required("provider_config_key", Names.INTEGRATION),
            Field.required("metadata", Values.anyObject()));

    static final Field INTEGRATION_KEY = Field.required("provider_config_key", Names.INTEGRATION);

    static final Field[] READ = {
        INTEGRATION_KEY,
        Field.optional("force_refresh", QueryValues.flag()),
        Field.optional("refresh_token", QueryValues.flag()),
        Field.optional("refresh_github_app_jwt_token", QueryValues.flag())
    };

    static final Field[] LIST = {
        Field.optional("connectionId", Names.CONNECTION),
        Field.optional("search", Text.between(0, 255)),
        Field.optional("endUserId", Text.between(1, 255)),
        Field.optional("endUserOrganizationId", Text.between(1, 255)),
        Field.optional("integrationId", Text.between(1, 4096)),
        Field.optional("tags", Names.TAGS),
        Field.optional("limit", QueryValues.wholeNumber(1, 2000)),
        Field.optional("page", QueryValues.wholeNumber(0, 1_000_000))
    };

    private ConnectionRules() {}

    /** The parts of an import that depend on the provider. */
    static void checkImport(Provider provider, JsonObject body, Place place) {
        CredentialRules.check(provider, body.object("credentials"), place.at("credentials"));
        Map<String, Object> config = config(provider, body);
        Place at = place.at("connection_config");
        Values.oneLineThroughout().check(config, at);
        // A call that needs a value nobody gave says so by missing_connection_config; many connections never need it.
        for (Field field : CatalogFields.allOptional(provider.connectionConfig().values())) {
            field.checkIn(config, at);
        }
    }

    /** The configuration as it is stored. */
    static Map<String, Object> config(Provider provider, JsonObject body) {
        return CatalogFields.withDefaults(
                provider.connectionConfig().values(),
                body.object("connection_config")
                        .plus(CredentialRules.configIn(provider, body.object("credentials")))
                        .members());
    }

    private static Rule oneOrMany(Rule rule) {
        Rule many = Values.listOf(rule, 1, MOST_IDS);
        return (value, place) -> (value instanceof List ? many : rule).check(value, place);
    }
}
