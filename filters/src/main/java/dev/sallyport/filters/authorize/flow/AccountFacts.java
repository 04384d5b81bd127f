// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.AnswerFacts;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.refresh.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What the way back says of the account that was authorized, as far as the catalogue keeps it. */
final class AccountFacts {

    /** No host name, no path, no URL. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private AccountFacts() {}

    /**
     * Parameters of the way back. They lie in the hands of whoever sits at the browser, and token URLs are made of them, to which
     * the integration's secret goes: so each has to fit a rule of the catalogue that lets no stranger's host pass, or be a mere
     * name.
     */
    static Map<String, Object> ofReturn(Provider provider, CallbackQuery query) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String name : provider.authorization().redirectMetadata()) {
            FieldRule rule = provider.connectionConfig().get(name);
            String value = query.value(name);
            boolean described =
                    rule != null && (rule.pattern() != null || !rule.values().isEmpty());
            if (value != null && (described || NAME.matcher(value).matches()) && AnswerFacts.isFit(rule, value)) {
                facts.put(name, value);
            }
        }
        return facts;
    }

    /** The subject with these facts in its connection's configuration. */
    static Subject applied(Subject subject, Map<String, Object> facts) {
        Connection connection = subject.connection();
        Map<String, Object> config = new LinkedHashMap<>(connection.connectionConfig());
        config.putAll(facts);
        return new Subject(
                subject.integration(),
                subject.provider(),
                new Connection(
                        connection.id(),
                        connection.key(),
                        connection.provider(),
                        connection.credential(),
                        config,
                        connection.metadata(),
                        connection.endUser(),
                        connection.tags(),
                        connection.webhookUrlOverride(),
                        connection.generation(),
                        connection.createdAt(),
                        connection.updatedAt()));
    }
}
