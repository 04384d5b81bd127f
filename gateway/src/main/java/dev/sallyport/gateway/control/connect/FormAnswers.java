// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connect;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.gateway.control.connect.FormField.Section;
import dev.sallyport.gateway.control.connections.EndUserJson;
import dev.sallyport.gateway.control.http.JsonObject;
import dev.sallyport.gateway.control.rules.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A form as it was filled in. An answer that was left empty was not given, so that the catalogue's default counts. */
record FormAnswers(Offer offer, JsonObject body) {

    /** What only a form asks: that everything needed is there, and nothing that was not asked. */
    void check(Place place) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.of(Section.values()).map(this::given).forEach(all::putAll);
        for (Section section : Section.values()) {
            Place at = place.at(section.wireName());
            fields(section)
                    .filter(field -> field.isMissing(all))
                    .forEach(field -> at.at(field.name())
                            .report("invalid_type", "Invalid input: expected string, received undefined"));
            given(section).keySet().stream()
                    .filter(name ->
                            fields(section).noneMatch(field -> field.name().equals(name)))
                    .forEach(name -> at.at(name).report("unrecognized_keys", "Not asked for"));
        }
    }

    /** The body of an import that says the same, with what the session decided and what a repaired connection already had. */
    JsonObject toImport(ConnectSession session, Optional<Connection> repaired) {
        Map<String, Object> config = new LinkedHashMap<>();
        repaired.ifPresent(connection -> config.putAll(connection.connectionConfig()));
        // Shown with what they were, so an empty one was emptied. Secret ones are never shown, and stay.
        fields(Section.CONNECTION_CONFIG)
                .filter(field -> !field.secret())
                .forEach(field -> config.remove(field.name()));
        config.putAll(given(Section.CONNECTION_CONFIG));
        config.putAll(offer.decided().connectionConfig());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("provider_config_key", offer.integration().uniqueKey());
        repaired.ifPresent(
                connection -> members.put("connection_id", connection.key().connectionId()));
        members.put("credentials", credentials());
        members.put("connection_config", config);
        if (session.endUser() != null) {
            members.put("end_user", EndUserJson.write(session.endUser()));
        }
        members.put("tags", session.tags());
        if (session.webhookUrlOverride() != null) {
            members.put("webhook_url_override", session.webhookUrlOverride());
        }
        return new JsonObject(members);
    }

    private Map<String, Object> credentials() {
        Map<String, Object> credentials = new LinkedHashMap<>();
        credentials.put("type", offer.provider().authMode().name());
        credentials.putAll(given(Section.CREDENTIALS));
        return credentials;
    }

    private Stream<FormField> fields(Section section) {
        return offer.fields().stream().filter(field -> field.section() == section);
    }

    private Map<String, String> given(Section section) {
        Map<String, String> given = body.object(section.wireName()).toTexts();
        given.values().removeIf(String::isEmpty);
        return given;
    }
}
