// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.gateway.control.connect.FormField.Section;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which questions a form has, in the order to ask them: what is needed before what is not, and each in the catalogue's order. */
final class FormFields {

    private static final Comparator<FormField> ORDER = Comparator.comparing((FormField field) -> !field.required())
            .thenComparing(FormField::section)
            .thenComparingDouble(field -> field.form().order());

    private FormFields() {}

    /** @param stored configuration of the connection to authorize again; empty for a new one */
    static List<FormField> of(
            Provider provider, Integration integration, ConnectSession.Defaults decided, Map<String, Object> stored) {
        Stream<FormField> config = provider.connectionConfig().values().stream()
                .filter(FormFields::isAsked)
                .filter(rule -> !decided.connectionConfig().containsKey(rule.name()))
                .map(rule -> FormField.of(Section.CONNECTION_CONFIG, rule).withValue(stored.get(rule.name())));
        return Stream.concat(config, credentials(provider, integration).stream())
                .sorted(ORDER)
                .toList();
    }

    /** The mode's, in the provider's words where it has any; an optional one that the provider does not name is none of its. */
    private static List<FormField> credentials(Provider provider, Integration integration) {
        if (ModeFields.isBySigningIn(provider.authMode())) {
            return List.of();
        }
        Map<String, FieldRule> rules = provider.credentials();
        Map<String, FormField> fields = new LinkedHashMap<>();
        for (FormField field : ModeFields.of(provider, integration)) {
            if (rules.isEmpty() || field.required() || rules.containsKey(field.name())) {
                fields.put(field.name(), field);
            }
        }
        rules.forEach((name, rule) -> {
            if (isAsked(rule)) {
                fields.merge(name, FormField.of(Section.CREDENTIALS, rule), FormFields::inWordsOf);
            } else {
                fields.remove(name);
            }
        });
        return List.copyOf(fields.values());
    }

    private static FormField inWordsOf(FormField mode, FormField provider) {
        return mode.secret() ? provider.asSecret() : provider;
    }

    private static boolean isAsked(FieldRule rule) {
        return !rule.automated() && !rule.form().hidden();
    }
}
