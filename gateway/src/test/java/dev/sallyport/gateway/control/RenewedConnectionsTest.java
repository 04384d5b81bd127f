// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

/** What the control plane does about credentials that are due, and about those that are gone. */
class RenewedConnectionsTest {

    private static final String READ = "/connections/c?provider_config_key=mcp";
    private static final String EXPIRED = "2026-03-04T05:00:00Z";
    private static final TokenOutcome GRANTED = new TokenOutcome.Granted(new OAuth2Credential(
            SecretText.of("access-new"),
            SecretText.of("refresh-new"),
            ControlPlane.NOW.plusSeconds(3_600),
            SecretMap.EMPTY,
            SecretMap.EMPTY));

    private final ControlPlane plane = new ControlPlane();

    @BeforeEach
    void integrations() {
        plane.post("/integrations", "{'provider':'mcp','unique_key':'mcp'}");
        plane.post("/integrations", "{'provider':'machine','unique_key':'machine'}");
    }

    @Test
    void aReadRenewsWhatHasExpired() {
        importToken(EXPIRED);
        plane.tokens.answers(GRANTED);

        assertThat(plane.get(READ).at("credentials.access_token")).isEqualTo("access-new");
        assertThat(plane.get(READ).at("credentials.access_token")).isEqualTo("access-new");
        assertThat(plane.tokens.requests()).isOne();
    }

    @Test
    void whatHasNotExpiredIsRenewedOnDemandOnly() {
        importToken("2026-03-05T05:00:00Z");
        plane.tokens.answers(GRANTED);

        assertThat(plane.get(READ).at("credentials.access_token")).isEqualTo("access-old");
        assertThat(plane.get(READ + "&refresh_github_app_jwt_token=true").at("credentials.access_token"))
                .isEqualTo("access-old");
        assertThat(plane.get(READ + "&force_refresh=true").at("credentials.access_token"))
                .isEqualTo("access-new");
        assertThat(plane.tokens.requests()).isOne();
    }

    @Test
    void aKeyThatMayNotSeeACredentialCannotHaveItRenewed() {
        importToken(EXPIRED);
        plane.tokens.answers(GRANTED);
        plane.caller("reader", List.of("environment:connections:read"), null, null);

        Reply reply = plane.call("reader", HttpMethod.GET, READ, null);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(plane.tokens.requests()).isZero();
    }

    @Test
    void aRefusalForGoodIsToldWithTheConnectionAndItsState() {
        importToken(EXPIRED);
        plane.tokens.answers(new TokenOutcome.Refused("invalid_grant"));

        Reply reply = plane.get(READ);

        assertThat(reply.status()).as(reply.body()).isEqualTo(424);
        assertThat(reply.code()).isEqualTo("invalid_credentials");
        assertThat(reply.at("error.reason")).isEqualTo("invalid_grant");
        assertThat(reply.at("error.payload.connection.connection_id")).isEqualTo("c");
        assertThat(reply.at("error.payload.connection.credentials")).isEqualTo(Map.of());
        assertThat(reply.body()).doesNotContain("access-old", "refresh-old");
        assertState("error.payload.connection", reply, "broken", "invalid_grant");
        assertState("connections.0", plane.get("/connections"), "broken", "invalid_grant");
        plane.caller("reader", List.of("environment:connections:read"), null, null);
        assertState("refresh_failure", plane.call("reader", HttpMethod.GET, READ, null));
        assertThat(plane.events).extracting(ConnectionEvent::operation).contains(Operation.REFRESH);
    }

    @Test
    void aFailureThatMayPassSaysWhenToComeBack() {
        importToken(EXPIRED);
        plane.tokens.answers(new TokenOutcome.Failing("status_503", Duration.ofSeconds(9)));

        Reply reply = plane.get(READ);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("credential_refresh_failed");
        assertThat(reply.at("error.reason")).isEqualTo("status_503");
        assertThat(reply.headers().getFirst("Retry-After")).isEqualTo("9");
        assertState("connections.0", plane.get("/connections"), "failing", "status_503");
    }

    @Test
    void anImportRepairsAndTellsSo() {
        importToken(EXPIRED);
        plane.tokens.answers(new TokenOutcome.Refused("invalid_grant"));
        plane.get(READ);
        plane.events.clear();

        importToken("2026-03-05T05:00:00Z");

        assertThat(plane.get("/connections").at("connections.0.errors")).isEqualTo(List.of());
        assertThat(plane.get("/connections").body()).doesNotContain("refresh_failure");
        assertThat(plane.get(READ).status()).isEqualTo(200);
        assertThat(plane.events).singleElement().satisfies(event -> {
            assertThat(event.operation()).isEqualTo(Operation.OVERRIDE);
            assertThat(event.problem()).isNull();
            assertThat(event.connection().key().connectionId()).isEqualTo("c");
        });
    }

    @Test
    void aNewConnectionIsToldOfOnce() {
        importToken(EXPIRED);

        assertThat(plane.events).singleElement().satisfies(event -> {
            assertThat(event.operation()).isEqualTo(Operation.CREATION);
            assertThat(event.mode().name()).isEqualTo("MCP_OAUTH2");
        });
    }

    @Test
    void anImportWithoutATokenObtainsIt() {
        plane.tokens.answers(new TokenOutcome.Granted(new ClientCredential(
                SecretText.of("obtained"), SecretText.of("i"), SecretText.of("s"), null, null, null, SecretMap.EMPTY)));

        Reply unverified = importMachine("?verify=false");
        assertThat(unverified.status()).isEqualTo(201);
        assertThat(unverified.body()).doesNotContain("obtained");
        assertThat(importMachine("").at("credentials.token")).isEqualTo("obtained");
    }

    @Test
    void anImportThatGetsNoTokenIsNotStored() {
        plane.tokens.answers(new TokenOutcome.Refused("invalid_client"));

        Reply reply = importMachine("");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("connection_test_failed");
        assertThat(reply.at("error.reason")).isEqualTo("invalid_client");
        assertThat(plane.get("/connections").at("connections")).isEqualTo(List.of());
        assertThat(plane.events).isEmpty();
    }

    private void importToken(String expiry) {
        Reply reply = plane.post("/connections", """
                {'provider_config_key':'mcp','connection_id':'c','credentials':{'type':'OAUTH2','access_token':'access-old',
                'refresh_token':'refresh-old','expires_at':'%s'}}""".formatted(expiry));
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }

    private Reply importMachine(String query) {
        return plane.post(
                "/connections" + query,
                "{'provider_config_key':'machine','connection_id':'m','credentials':"
                        + "{'type':'OAUTH2_CC','client_id':'i','client_secret':'s'}}");
    }

    private static void assertState(String path, Reply reply, String state, String reason) {
        assertThat(reply.at(path + ".errors.0.type")).isEqualTo("auth");
        assertThat(reply.at(path + ".refresh_failure.state")).isEqualTo(state);
        assertThat(reply.at(path + ".refresh_failure.reason")).isEqualTo(reason);
        assertThat(reply.at(path + ".refresh_failure.last_good_at")).isEqualTo("2026-03-04T05:00:00.000+00:00");
    }

    private static void assertState(String path, Reply reply) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at(path + ".state")).isEqualTo("broken");
    }
}
