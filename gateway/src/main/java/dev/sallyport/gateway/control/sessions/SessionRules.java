// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.sessions;

import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Names;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Rule;
import dev.sallyport.gateway.control.rules.Text;
import dev.sallyport.gateway.control.rules.Values;
import java.util.List;
import java.util.Map;

/** What the calls about connect sessions may hold (reference §6.5). */
final class SessionRules {

    private static final int MOST_INTEGRATIONS = 1000;
    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_VALUE = 8192;

    private static final Text NAME = Text.between(1, 255).oneLine();
    private static final Text VALUE = Text.between(0, LONGEST_VALUE).oneLine();

    private static final Rule END_USER = ObjectRule.of(
            Field.required("id", Names.LABEL),
            Field.optional("email", Names.LABEL),
            Field.optional("display_name", Names.LABEL),
            Field.optional("tags", Names.TAGS));

    private static final Rule ORGANIZATION =
            ObjectRule.of(Field.required("id", Names.LABEL), Field.optional("display_name", Names.LABEL));

    private static final Rule CONFIG = Values.mapOf(
                    NAME, Values.anythingButNull().and(Values.oneLineThroughout()), MOST_PARAMETERS)
            .and((value, place) -> {
                if (value instanceof Map<?, ?> config) {
                    Field.optional("oauth_scopes_override", VALUE).checkIn(config, place);
                }
            });

    private static final Rule DEFAULTS = ObjectRule.of(
            Field.optional("user_scopes", VALUE),
            Field.optional("authorization_params", Values.mapOf(NAME, VALUE, MOST_PARAMETERS)),
            Field.optional("connection_config", CONFIG));

    private static final Rule OVERRIDES = ObjectRule.of(Field.optional("docs_connect", Names.URL));

    private static final List<Field> DESCRIPTION = List.of(
            Field.optional("end_user", END_USER),
            Field.optional("organization", ORGANIZATION),
            Field.optional("tags", Names.TAGS),
            Field.optional(
                    "integrations_config_defaults", Values.mapOf(Names.INTEGRATION, DEFAULTS, MOST_INTEGRATIONS)),
            Field.optional("overrides", Values.mapOf(Names.INTEGRATION, OVERRIDES, MOST_INTEGRATIONS)),
            Field.optional("webhook_url_override", Names.URL));

    /** An empty list would allow nothing, which nobody can mean. */
    static final ObjectRule CREATE = ObjectRule.of(
                    Field.optional("allowed_integrations", Values.listOf(Names.INTEGRATION, 1, MOST_INTEGRATIONS)))
            .with(DESCRIPTION);

    static final ObjectRule RECONNECT = ObjectRule.of(
                    Field.required("connection_id", Names.CONNECTION),
                    Field.required("integration_id", Names.INTEGRATION))
            .with(DESCRIPTION);

    private SessionRules() {}
}
