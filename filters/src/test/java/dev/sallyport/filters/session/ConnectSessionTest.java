// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectSessionTest {

    @Test
    void withoutAListEveryIntegrationIsAllowed() {
        assertThat(session(List.of(), null).allows("anything")).isTrue();
    }

    @Test
    void withAListOnlyThoseOnItAre() {
        assertThat(session(List.of("a"), null).allows("a")).isTrue();
        assertThat(session(List.of("a"), null).allows("b")).isFalse();
    }

    @Test
    void aReconnectIsForTheIntegrationOfItsConnectionWhateverTheList() {
        ConnectSession session = session(List.of("b"), new ConnectionKey("dev", "a", "c"));

        assertThat(session.allows("a")).isTrue();
        assertThat(session.allows("b")).isFalse();
    }

    @Test
    void itsTextSaysNothingOfWhoseItIsAndWhatItSets() {
        ConnectSession session = session(List.of(), null);

        assertThat(session.toString() + session.defaults()).doesNotContain("canary");
    }

    private static ConnectSession session(List<String> allowed, @Nullable ConnectionKey reconnect) {
        return new ConnectSession(
                "id",
                "dev",
                new EndUser("canary", null, "canary", Map.of(), null),
                Map.of(),
                allowed,
                Map.of("a", new ConnectSession.Defaults(Map.of("x", "canary"), Map.of("y", "canary"), null)),
                "https://canary.example",
                reconnect,
                Instant.EPOCH);
    }
}
