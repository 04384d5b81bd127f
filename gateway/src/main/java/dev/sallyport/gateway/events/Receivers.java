// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.gateway.settings.ReceiverSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Who is told of an event: the environment's two receivers, or the connection's own in their place (reference §6.7). */
public final class Receivers {

    private final Map<String, ReceiverSettings> environments;

    /** @param environments settings by environment; the defaults for all others */
    public Receivers(Map<String, ReceiverSettings> environments) {
        this.environments = Map.copyOf(environments);
    }

    /** URLs, each once. */
    List<SecretText> of(ConnectionEvent event) {
        Connection connection = event.connection();
        ReceiverSettings settings =
                environments.getOrDefault(connection.key().environment(), ReceiverSettings.DEFAULTS);
        if (!isWanted(settings, event.operation())) {
            return List.of();
        }
        if (connection.webhookUrlOverride() != null) {
            return List.of(SecretText.of(connection.webhookUrlOverride()));
        }
        return Stream.of(settings.primaryUrl(), settings.secondaryUrl())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static boolean isWanted(ReceiverSettings settings, ConnectionEvent.Operation operation) {
        return switch (operation) {
            case CREATION, OVERRIDE -> settings.onAuthCreation();
            case REFRESH -> settings.onAuthRefreshError();
        };
    }
}
