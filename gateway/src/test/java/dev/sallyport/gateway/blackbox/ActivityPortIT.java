// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The activity page and its API are on the management port, and what is on the service port is not. */
@ExtendWith(SharedGateway.class)
class ActivityPortIT {

    private final SharedGateway.Running shared;

    ActivityPortIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/activity",
                "/api/activity/stream",
                "/api/activity/session",
                "/activity",
                "/activity/page.js",
                "/activity/connections"
            })
    void theServicePortKnowsNothingOfActivity(String path) throws IOException {
        RawResponse answer = get(shared.gateway().port(), Gateway.KEY, path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("\"code\":\"not_found\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/integrations",
                "/connections",
                "/api-keys",
                "/api/quota",
                "/openapi.yaml",
                "/connect",
                "/connect/page.js",
                "/proxy/x",
                "/api/activity/nothing"
            })
    void theManagementPortHasNothingElseOfTheControlPlane(String path) throws IOException {
        RawResponse answer = get(shared.gateway().managementPort(), Gateway.KEY, path);

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void theApiAnswersThereWhoeverHasTheScope() throws IOException {
        int port = shared.gateway().managementPort();

        RawResponse session = get(port, Gateway.KEY, "/api/activity/session");
        assertThat(session.status()).as(session.text()).isEqualTo(200);
        assertThat(session.text()).contains("\"environment\":\"dev\"", "\"may_replay\":true");
        assertThat(session.header("cache-control")).contains("no-store");
        for (String path : new String[] {"/api/activity", "/api/activity/connections", "/api/activity/quotas"}) {
            assertThat(get(port, Gateway.KEY, path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void itsErrorsAreThoseOfTheContract() throws IOException {
        int port = shared.gateway().managementPort();

        RawResponse stranger = get(port, "nobody", "/api/activity");
        RawResponse wrong = get(port, Gateway.KEY, "/api/activity?status=nine");
        RawResponse unknown = get(port, Gateway.KEY, "/api/activity/records/1-1");

        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.text()).contains("\"code\":\"malformed_auth_header\"");
        assertThat(stranger.header("sallyport-source")).contains("gateway");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text()).contains("\"code\":\"invalid_query_params\"", "\"path\":[\"status\"]");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("\"code\":\"not_found\"");
    }

    @Test
    void healthAndMetricsStayWhereTheyWere() throws IOException {
        int port = shared.gateway().managementPort();

        assertThat(get(port, "nobody", "/health/ready").status()).isEqualTo(200);
        assertThat(get(port, "nobody", "/actuator/prometheus").status()).isEqualTo(200);
    }

    @Test
    void aStreamEndsByItselfWhenTheProcessStops() throws Exception {
        try (Gateway gateway = Gateway.with().start();
                RawClient follower = RawClient.connect(gateway.managementPort())) {
            follower.timeout(Duration.ofSeconds(30));
            follower.sendHead(
                    "GET /api/activity/stream HTTP/1.1", "Host: localhost", "Authorization: Bearer " + Gateway.KEY);
            RawResponse head = follower.readToHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            Instant signal = Instant.now();

            assertThat(gateway.stop()).isZero();

            assertThat(Duration.between(signal, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(follower.readRest()).endsWith("0\r\n\r\n");
        }
    }

    private static RawResponse get(int port, String key, String path) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(
                    "GET " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + key,
                    "Connection: close");
            return client.read();
        }
    }
}
