// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.event.ConnectionEvent.Problem;
import dev.sallyport.filters.testing.Samples;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventBodyTest {

    @Test
    void tellsWhoAndWhat() {
        ConnectionEvent event = event(Samples.connection(Samples.API_KEY), Operation.CREATION, null);

        assertThat(body(event))
                .isEqualTo(
                        "{\"authMode\":\"API_KEY\",\"connectionId\":\"alice\",\"environment\":\"dev\",\"from\":\"nango\","
                                + "\"operation\":\"creation\",\"provider\":\"acme\",\"providerConfigKey\":\"acme\",\"success\":true,"
                                + "\"type\":\"auth\"}");
    }

    @Test
    void tellsTagsEndUserAndErrorInTheOrderOfTheirNames() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("zone", "eu");
        tags.put("account", "ü\"7");
        EndUser user = new EndUser(
                "user-1", "Not told", "u@example.com", tags, new EndUser.Organization("org-1", "Not told either"));
        Connection connection = with(Samples.connection(Samples.API_KEY), user, tags);

        String body = body(event(connection, Operation.REFRESH, new Problem("invalid_grant", "Refused for good")));

        String sorted = "{\"account\":\"ü\\\"7\",\"zone\":\"eu\"}";
        assertThat(body)
                .contains("\"error\":{\"description\":\"Refused for good\",\"type\":\"invalid_grant\"}")
                .contains("\"endUser\":{\"endUserEmail\":\"u@example.com\",\"endUserId\":\"user-1\","
                        + "\"organizationId\":\"org-1\",\"tags\":" + sorted + "}")
                .contains("\"operation\":\"refresh\"", "\"success\":false", "\"tags\":" + sorted + ",\"type\":\"auth\"")
                .doesNotContain("Not told");
    }

    @Test
    void anEndUserMayHaveNothingButAnId() {
        EndUser user = new EndUser("user-1", null, null, Map.of(), null);
        Connection connection = with(Samples.connection(Samples.API_KEY), user, Map.of());

        assertThat(body(event(connection, Operation.OVERRIDE, null)))
                .contains("\"endUser\":{\"endUserId\":\"user-1\",\"tags\":{}}", "\"operation\":\"override\"");
    }

    @ParameterizedTest
    @EnumSource
    void neverHoldsTheCredentialConfigurationOrMetadata(Operation operation) {
        Connection connection = Samples.connection(
                Samples.API_KEY, Map.of("tenant", "config-secret"), Map.of("note", "metadata-secret"));

        assertThat(body(event(connection, operation, new Problem("t", "d"))))
                .doesNotContain("the-api-key", "config-secret", "metadata-secret");
    }

    private static ConnectionEvent event(Connection connection, Operation operation, Problem problem) {
        return new ConnectionEvent(connection, AuthMode.API_KEY, operation, problem);
    }

    private static String body(ConnectionEvent event) {
        return new String(EventBody.of(event), UTF_8);
    }

    private static Connection with(Connection connection, EndUser user, Map<String, String> tags) {
        return new Connection(
                connection.id(),
                connection.key(),
                connection.provider(),
                connection.credential(),
                connection.connectionConfig(),
                connection.metadata(),
                user,
                tags,
                null,
                connection.generation(),
                connection.createdAt(),
                connection.updatedAt());
    }
}
