// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.gateway.settings.ReceiverSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiversTest {

    private static final String ONE = "https://one.example/";
    private static final String TWO = "https://two.example/";
    private static final String OWN = "https://own.example/";

    private final Receivers receivers = new Receivers(Map.of(
            "dev", settings(ONE, TWO, true, true),
            "twice", settings(ONE, ONE, true, true),
            "created", settings(ONE, null, true, false),
            "refreshed", settings(null, TWO, false, true)));

    @Test
    void bothReceiversOfAnEnvironmentAreTold() {
        assertThat(told("dev", Operation.CREATION, null)).containsExactly(ONE, TWO);
        assertThat(told("dev", Operation.REFRESH, null)).containsExactly(ONE, TWO);
    }

    @Test
    void aConnectionsOwnReceiverStandsInForBoth() {
        assertThat(told("dev", Operation.OVERRIDE, OWN)).containsExactly(OWN);
    }

    @Test
    void oneReceiverIsToldOnce() {
        assertThat(told("twice", Operation.CREATION, null)).containsExactly(ONE);
    }

    @Test
    void anEnvironmentHearsOnlyOfWhatItAskedFor() {
        assertThat(told("created", Operation.OVERRIDE, null)).containsExactly(ONE);
        assertThat(told("created", Operation.REFRESH, OWN)).isEmpty();
        assertThat(told("refreshed", Operation.CREATION, OWN)).isEmpty();
        assertThat(told("refreshed", Operation.REFRESH, null)).containsExactly(TWO);
    }

    @Test
    void anEnvironmentWithoutReceiversHasThoseOfItsConnections() {
        assertThat(told("unknown", Operation.CREATION, null)).isEmpty();
        assertThat(told("unknown", Operation.REFRESH, OWN)).containsExactly(OWN);
    }

    private List<String> told(String environment, Operation operation, String own) {
        Connection sample = Samples.connection(Samples.API_KEY);
        Connection connection = new Connection(
                1,
                new ConnectionKey(environment, "acme", "alice"),
                "acme",
                sample.credential(),
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                own,
                1,
                sample.createdAt(),
                sample.updatedAt());
        return receivers.of(new ConnectionEvent(connection, AuthMode.API_KEY, operation, null)).stream()
                .map(SecretText::reveal)
                .toList();
    }

    private static ReceiverSettings settings(String primary, String secondary, boolean creation, boolean refresh) {
        return new ReceiverSettings(
                SecretText.ofNullable(primary), SecretText.ofNullable(secondary), creation, refresh, null);
    }
}
