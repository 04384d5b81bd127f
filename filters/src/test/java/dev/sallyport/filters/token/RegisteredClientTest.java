// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections to MCP servers, whose clients and token endpoints were found out when they were authorized. */
class RegisteredClientTest {

    private static final String GENERIC = "auth_mode: MCP_OAUTH2_GENERIC";
    private static final String KNOWN = "auth_mode: MCP_OAUTH2, token_url: 'http://127.0.0.1:PORT/known'";
    private static final String TOKEN = json(200, "{\"access_token\":\"new\",\"expires_in\":60}");

    /** Columns: the client as it was registered, what the server takes, the body besides the grant, Authorization. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"client_id\":\"c\"}|{}|client_id=c|",
                "{\"client_id\":\"c\",\"client_secret\":\"s\"}|{}|client_id=c&client_secret=s|",
                "{\"client_id\":\"c\",\"client_secret\":\"s\"}|{\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"]}||Basic Yzpz",
                "{\"client_id\":\"c\",\"client_secret\":\"s\",\"token_endpoint_auth_method\":\"client_secret_basic\"}|{}||Basic Yzpz",
                "{\"client_id\":\"c\",\"client_secret\":\"s\",\"token_endpoint_auth_method\":\"client_secret_post\"}"
                        + "|{\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"]}|client_id=c&client_secret=s|"
            })
    void asksAtTheEndpointThatWasFoundAsTheClientThatWasRegistered(
            String client, String metadata, @Nullable String body, @Nullable String authorization) throws Exception {
        String found = metadata.replaceFirst("\\{", "{\"token_endpoint\":\"http://127.0.0.1:PORT/found\"")
                .replace("\"\"", "\",\"");
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            Granted granted = (Granted) Asking.of(GENERIC, before())
                    .config("oauth_client_info", client)
                    .config("oauth_metadata", found)
                    .config("oauth_resource_url", "https://mcp.example.com/sse")
                    .at(server);
            Received request = server.received().getFirst();

            assertThat(request.target()).isEqualTo("/found");
            assertThat(List.of(request.bodyText().split("&")))
                    .containsExactlyInAnyOrderElementsOf(List.of(("grant_type=refresh_token&refresh_token=r1"
                                    + "&resource=https%3A%2F%2Fmcp.example.com%2Fsse"
                                    + (body == null ? "" : "&" + body))
                            .split("&")));
            assertThat(request.headers("authorization"))
                    .isEqualTo(authorization == null ? List.of() : List.of(authorization));
            assertThat(((OAuth2Credential) granted.credential()).refreshToken()).isEqualTo(SecretText.of("r1"));
        }
    }

    @Test
    void aKnownServerIsAskedAsTheClientThatWasRegisteredElseAsTheIntegrations() throws Exception {
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            Asking.of(KNOWN, before())
                    .config("oauth_client_info", Map.of("client_id", "c"))
                    .at(server);
            Asking.of(KNOWN, before()).at(server);

            assertThat(server.received()).extracting(Received::target).containsOnly("/known");
            assertThat(server.received().getFirst().bodyText())
                    .contains("client_id=c")
                    .doesNotContain("secret");
            assertThat(server.received().getLast().bodyText()).contains("client_id=the-id&client_secret=the-secret");
        }
    }

    @Test
    void aRegisteredClientThatIsRefusedBreaksTheConnectionAndTheIntegrationsDoesNot() throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(401, "{\"error\":\"invalid_client\"}"))) {
            assertThat(Asking.of(KNOWN, before())
                            .config("oauth_client_info", "{\"client_id\":\"c\"}")
                            .at(server))
                    .isEqualTo(new Refused("invalid_client"));
            assertThat(Asking.of(KNOWN, before()).at(server)).isEqualTo(new Failing("invalid_client", null));
        }
    }

    @Test
    void withoutAnEndpointNobodyIsAsked() throws Exception {
        assertThat(Asking.of(GENERIC, before())
                        .config("oauth_metadata", "no json")
                        .at(1))
                .isEqualTo(new Failing("no_token_url", null));
    }

    private static OAuth2Credential before() {
        return new OAuth2Credential(SecretText.of("old"), SecretText.of("r1"), null, SecretMap.EMPTY, SecretMap.EMPTY);
    }
}
