// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedGateway.class)
class AccessIT {

    private final SharedGateway.Running shared;

    AccessIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "X-None: 1,missing_auth_header",
                "Authorization:,malformed_auth_header",
                "Authorization: Bearer ,malformed_auth_header",
                "Authorization: Bearer short,malformed_auth_header",
                "Authorization: Basic dTpw,malformed_auth_header",
                "Authorization: Bearer 00000000-0000-4000-8000-000000000000,unknown_account",
                "Authorization: Bearer sk_0000000000000000000000000000000000000000,unknown_account",
            })
    void withoutAValidKeyNothingIsSaid(String header, String code) throws IOException {
        try (RawClient client = RawClient.connect(shared.gateway().port())) {
            client.sendHead("GET /proxy/x HTTP/1.1", "Host: x", header);
            RawResponse answer = client.read();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
            assertThat(answer.header("sallyport-source")).contains("gateway");
        }
    }

    @Test
    void theKeyIsTheWholeValueOrWhatFollowsTheLastBearer() throws IOException {
        for (String value : new String[] {Gateway.KEY, "Bearer x Bearer " + Gateway.KEY}) {
            try (RawClient client = RawClient.connect(shared.gateway().port())) {
                client.sendHead("GET /proxy/x HTTP/1.1", "Host: x", "Authorization: " + value);

                assertThat(client.read().text()).contains("invalid_headers");
            }
        }
    }

    @Test
    void aKeyWithoutTheScopeIsForbidden() throws IOException {
        String key = newKey("{\"name\":\"reader\",\"scopes\":[\"environment:integrations:list\"]}");
        RawResponse answer = new Route(shared.gateway().port(), key, "i", "c").get("/");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("\"code\":\"forbidden\"", "environment:proxy");
    }

    @Test
    void whatIsOutsideAKeysListsLooksAsIfItDidNotExist() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route mine = shared.to(upstream, "bb-none", NONE);
            Route other = shared.to(upstream, "bb-none", NONE);
            String key = newKey(
                    "{\"name\":\"limited\",\"scopes\":[\"environment:proxy\"],\"integrations\":[\"%s\"],\"connections\":[\"%s\"]}"
                            .formatted(mine.integration(), mine.connection()));

            assertThat(as(key, mine.integration(), mine.connection()).status()).isEqualTo(200);
            RawResponse hidden = as(key, mine.integration(), other.connection());
            RawResponse absent = as(key, mine.integration(), "c-none");
            assertThat(hidden.status()).isEqualTo(404);
            assertThat(hidden.text().replace(other.connection(), "c-none")).isEqualTo(absent.text());
            assertThat(hidden.text()).contains("\"code\":\"unknown_connection\"");
            assertThat(as(key, "bb-other", mine.connection()).text()).contains("\"code\":\"unknown_provider_config\"");
        }
    }

    @Test
    void aDeletedKeyIsUnknownAtOnce() throws IOException {
        RawResponse created = shared.gateway()
                .control("POST", "/api-keys", "{\"name\":\"short-lived\",\"scopes\":[\"environment:proxy\"]}");
        var data = JsonMapper.shared().readTree(created.body()).path("data");
        String key = data.path("secret").asString();
        assertThat(as(key, "none", "c").status()).isEqualTo(404);

        shared.gateway().control("DELETE", "/api-keys/" + data.path("id").asString(), "");

        RawResponse answer = as(key, "none", "c");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("unknown_account");
    }

    @Test
    void unknownIntegrationsAndConnectionsAre404() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            Route known = shared.to(upstream, "bb-none", NONE);

            RawResponse integration = as(Gateway.KEY, "nobody", known.connection());
            assertThat(integration.status()).isEqualTo(404);
            assertThat(integration.text()).contains("\"code\":\"unknown_provider_config\"");
            RawResponse connection = as(Gateway.KEY, known.integration(), "nobody");
            assertThat(connection.status()).isEqualTo(404);
            assertThat(connection.text()).contains("\"code\":\"unknown_connection\"");
            assertThat(upstream.received()).isEmpty();
        }
    }

    private RawResponse as(String key, String integration, String connection) throws IOException {
        return new Route(shared.gateway().port(), key, integration, connection).get("/");
    }

    private String newKey(String json) throws IOException {
        RawResponse created = shared.gateway().control("POST", "/api-keys", json);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return JsonMapper.shared()
                .readTree(created.body())
                .path("data")
                .path("secret")
                .asString();
    }
}
