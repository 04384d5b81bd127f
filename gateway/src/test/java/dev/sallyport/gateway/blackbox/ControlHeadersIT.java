// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedGateway.class)
class ControlHeadersIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SharedGateway.Running shared;

    ControlHeadersIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void withoutAnyHeaderBothNamesAreMissingInOrder() throws IOException {
        try (RawClient client = RawClient.connect(shared.gateway().port())) {
            client.sendHead("GET /proxy/x HTTP/1.1", "Host: x", "Authorization: Bearer " + Gateway.KEY);
            RawResponse answer = client.read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("content-type")).contains("application/json");
            assertThat(answer.header("sallyport-source")).contains("gateway");
            JsonNode error = JSON.readTree(answer.body()).path("error");
            assertThat(error.path("code").asString()).isEqualTo("invalid_headers");
            assertThat(problems(answer))
                    .containsExactly("invalid_type provider-config-key", "invalid_type connection-id");
        }
    }

    @Test
    void everyMistakeIsNamedAtOnce() throws IOException {
        RawResponse answer = plain("Retries: many", "Decompress: yes", "Retry-On: x", "Sallyport-Timeout: soon");

        assertThat(problems(answer))
                .containsExactly(
                        "invalid_type retries",
                        "invalid_format retry-on",
                        "invalid_value decompress",
                        "invalid_format sallyport-timeout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Retries: 11 | too_big retries",
                "Retries: -1 | invalid_type retries",
                "Retries: 2.5 | invalid_type retries",
                "Retries: Infinity | invalid_type retries",
                "Retries: 99999999999999999999 | invalid_type retries",
                "Retry-On: 500; 502 | invalid_format retry-on",
                "Retry-On: 500,,502 | invalid_format retry-on",
                "Decompress: TRUE | invalid_value decompress",
                "Decompress: | invalid_value decompress",
                "Forward-Headers-On-Redirect: 1 | invalid_value forward-headers-on-redirect",
                "Nango-Is-Sync: no | invalid_value nango-is-sync",
                "Nango-Is-Dry-Run: x | invalid_value nango-is-dry-run",
                "Base-Url-Override: nothing | invalid_union base-url-override",
                "Base-Url-Override: /path | invalid_union base-url-override",
                "Sallyport-Timeout: 600001 | too_big sallyport-timeout",
                "Sallyport-Timeout: PT11M | too_big sallyport-timeout",
                "Sallyport-Timeout: 0 | too_small sallyport-timeout",
                "Sallyport-Timeout: -5 | invalid_format sallyport-timeout",
                "Sallyport-Max-Wait: x | invalid_format sallyport-max-wait",
                "Sallyport-Priority: urgent | invalid_value sallyport-priority",
            })
    void aHeaderAgainstItsRuleIsRefusedByName(String header, String problem) throws IOException {
        RawResponse answer = plain(header);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(problems(answer)).containsExactly(problem);
    }

    @Test
    void theNamesAreCheckedForCharactersAndLength() throws IOException {
        assertThat(problems(named("a/b", "c"))).containsExactly("invalid_format provider-config-key");
        assertThat(problems(named("a", "c#d"))).containsExactly("invalid_format connection-id");
        assertThat(problems(named("a".repeat(256), "c".repeat(256))))
                .containsExactly("too_big provider-config-key", "too_big connection-id");
        assertThat(named("a".repeat(255), "c").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Base-Url-Override:",
                "Nango-Activity-Log-Id:",
                "Nango-Is-Sync: false",
                "Nango-Is-Script: false",
                "Nango-Is-Dry-Run: true",
                "Retries: 0",
                "Retries: 10",
                "Retries:",
                "Retry-On: 500",
                "Retry-On: 500, 502 ,503",
                "Decompress: false",
                "Sallyport-Timeout: 5000",
                "Sallyport-Timeout: PT5S",
                "Sallyport-Timeout: 600000",
                "Sallyport-Max-Wait: 0",
                "Sallyport-Priority: high",
                "Content-Type: application/json",
                "Content-Length: 0",
            })
    void whatClientsSendIsTaken(String header) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).call("POST", "/", header);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }

    @Test
    void theNodeClientsCallWorksAsItIs() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            RawResponse answer = shared.to(upstream, "bb-header")
                    .post(
                            "/items?limit=1",
                            "{\"id\":12345678901234567890}",
                            "Base-Url-Override:",
                            "Nango-Activity-Log-Id:",
                            "Nango-Is-Sync: false",
                            "Nango-Is-Script: false",
                            "Nango-Is-Dry-Run: false",
                            "Retries: 3",
                            "Retry-On: 500,502",
                            "Decompress: true",
                            "Nango-Proxy-Content-Type: application/json",
                            "Nango-Proxy-X-Own: 1",
                            "Content-Type: application/json",
                            "User-Agent: nango-node-client/0.71.4 (linux/6.1; node.js/22.1.0)",
                            "Accept: application/json, text/plain, */*",
                            "Accept-Encoding: gzip, compress, deflate, br",
                            "Connection: keep-alive");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received().getFirst().target()).isEqualTo("/items?limit=1");
            assertThat(upstream.received().getFirst().bodyText()).isEqualTo("{\"id\":12345678901234567890}");
            assertThat(upstream.received().getFirst().headers("x-api-key")).containsExactly("the-key");
            assertThat(upstream.received().getFirst().headers("x-own")).containsExactly("1");
        }
    }

    private RawResponse plain(String... headers) throws IOException {
        return new Route(shared.gateway().port(), Gateway.KEY, "i", "c").get("/x", headers);
    }

    private RawResponse named(String integration, String connection) throws IOException {
        return new Route(shared.gateway().port(), Gateway.KEY, integration, connection).get("/x");
    }

    private static List<String> problems(RawResponse answer) {
        List<String> problems = new ArrayList<>();
        for (JsonNode problem : JSON.readTree(answer.body()).path("error").path("errors")) {
            assertThat(problem.path("message").asString()).isNotEmpty();
            problems.add(problem.path("code").asString() + " "
                    + problem.path("path").path(0).asString());
        }
        return problems;
    }
}
