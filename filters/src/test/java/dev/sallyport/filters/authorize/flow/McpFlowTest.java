// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.TokenExchange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Discovery, registration and code flow of MCP servers on the wire, also with servers that tell lies. */
class McpFlowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Terms TERMS = new Terms("the-state", "https://gw.example.com/oauth/callback", Map.of());
    private static final String GENERIC = "auth_mode: MCP_OAUTH2_GENERIC";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource/mcp";
    private static final String SERVER = "/.well-known/oauth-authorization-server/tenant";

    @TempDir
    Path directory;

    private final Map<String, String> answers = new HashMap<>();
    private RawUpstream upstream;
    private String origin;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.start((request, wire) -> {
            String json = answers.get(request.target());
            wire.send(
                    json == null
                            ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                                    + "\r\n\r\n" + json);
        });
        origin = "http://127.0.0.1:" + upstream.port();
        answers.put(
                RESOURCE,
                json("{'resource':'ORIGIN/mcp','authorization_servers':['ORIGIN/tenant'],"
                        + "'scopes_supported':['tools','files']}"));
        answers.put(
                SERVER,
                json(
                        "{'issuer':'ORIGIN/tenant','authorization_endpoint':'ORIGIN/authorize?a=b',"
                                + "'token_endpoint':'ORIGIN/issue','registration_endpoint':'ORIGIN/register',"
                                + "'code_challenge_methods_supported':['S256'],'token_endpoint_auth_methods_supported':['none']}"));
        answers.put("/register", json("{'client_id':'registered','token_endpoint_auth_method':'none'}"));
        answers.put("/issue", json("{'access_token':'access','refresh_token':'refresh','expires_in':60}"));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    @Test
    void aServerIsDiscoveredRegisteredWithAndAuthorized() throws Exception {
        try (FlowBench bench = FlowBench.of(directory, upstream.port(), GENERIC, "integration-S3CR3T")) {
            Subject subject = AccountFacts.applied(withoutScopes(bench), Map.of("mcp_server_url", origin + "/mcp"));
            McpFlow flow = flow(bench);

            Departure departure = flow.depart(subject, TERMS).block(PATIENCE);

            assertThat(upstream.received()).extracting(Received::target).containsExactly(RESOURCE, SERVER, "/register");
            assertThat(upstream.received().getLast().bodyText())
                    .contains("\"redirect_uris\":[\"https://gw.example.com/oauth/callback\"]")
                    .contains("\"token_endpoint_auth_method\":\"none\"")
                    .contains("\"scope\":\"tools files\"");
            String encoded = origin.replace(":", "%3A").replace("/", "%2F");
            assertThat(departure.location())
                    .matches("\\Q" + origin + "/authorize?a=b&client_id=registered&response_type=code"
                            + "&redirect_uri=https%3A%2F%2Fgw.example.com%2Foauth%2Fcallback&scope=tools%20files&resource="
                            + encoded
                            + "%2Fmcp&state=the-state&code_challenge=\\E[A-Za-z0-9_-]{43}&code_challenge_method=S256");

            Arrival arrival = flow.arrive(
                            AccountFacts.applied(subject, departure.connectionConfig()),
                            back(departure, Map.of("code", List.of("the-code"))))
                    .block(PATIENCE);

            Received redeemed = upstream.received().getLast();
            assertThat(redeemed.target()).isEqualTo("/issue");
            assertThat(redeemed.headers("authorization")).isEmpty();
            assertThat(redeemed.bodyText())
                    .contains(
                            "grant_type=authorization_code", "code=the-code", "client_id=registered", "code_verifier=")
                    .contains("resource=" + encoded + "%2Fmcp")
                    .doesNotContain("S3CR3T")
                    .doesNotContain("client_secret");
            assertThat(((OAuth2Credential) arrival.credential()).refreshToken().reveal())
                    .isEqualTo("refresh");
            assertThat(departure.connectionConfig())
                    .containsOnlyKeys("oauth_metadata", "oauth_client_info", "oauth_resource_url");
        }
    }

    @Test
    void aServerWithoutResourceMetadataIsItsOwnAuthorizationServer() throws Exception {
        answers.remove(RESOURCE);
        answers.put(
                "/.well-known/oauth-authorization-server", answers.get(SERVER).replace(origin + "/tenant", origin));

        Departure departure = depart(GENERIC);

        assertThat(departure.location()).startsWith(origin + "/authorize?a=b&client_id=registered");
    }

    @Test
    void openIdDiscoveryWillDo() throws Exception {
        answers.put("/.well-known/openid-configuration/tenant", answers.remove(SERVER));

        assertThat(depart(GENERIC).location()).startsWith(origin + "/authorize");
    }

    /** Columns: what in the metadata is replaced, by what, and what is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'resource':'ORIGIN/mcp'|'resource':'https://other.example/mcp'|not about it",
                "'resource':'ORIGIN/mcp'|'resource':'ORIGIN/mc'|not about it",
                "['ORIGIN/tenant']|[]|not about it, or name no authorization server",
                "['ORIGIN/tenant']|['javascript:alert(1)']|scheme must be http or https",
                "['ORIGIN/tenant']|['http://10.0.0.1/tenant']|could not be asked for its metadata",
                "'issuer':'ORIGIN/tenant'|'issuer':'ORIGIN/other'|says it is another than",
                "['S256']|['plain']|does not take code challenges",
                "'ORIGIN/authorize?a=b'|'javascript:alert(1)'|authorization_endpoint: ",
                "'ORIGIN/authorize?a=b'|7|names no authorization_endpoint",
                "'ORIGIN/register'|null|names no registration_endpoint",
                "'ORIGIN/issue'|'ftp://x/'|token_endpoint: ",
                "'client_id':'registered'|'client_id':''|did not register this gateway: no_client",
                "'client_id':'registered'|'client_id':'a\\u000ab'|did not register this gateway: no_client"
            })
    void metadataThatDoNotFitAreRefused(String from, String to, String words) {
        answers.replaceAll((_, json) -> json.replace(json(from), json(to)));

        assertThatThrownBy(() -> depart(GENERIC))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aServerThatNamesItselfMustBeTheOneThatWasAsked() throws Exception {
        try (FlowBench bench = FlowBench.of(directory, upstream.port(), GENERIC, "s")) {
            Subject subject = AccountFacts.applied(bench.subject(), Map.of("mcp_server_url", origin + "/mcp"));
            McpFlow flow = flow(bench);
            Departure departure = flow.depart(subject, TERMS).block(PATIENCE);
            Subject back = AccountFacts.applied(subject, departure.connectionConfig());
            int before = upstream.received().size();

            Map<String, List<String>> query = Map.of("code", List.of("c"), "iss", List.of("https://evil.example"));
            assertThatThrownBy(() -> flow.arrive(back, back(departure, query)).block(PATIENCE))
                    .hasMessageContaining("in the name of another server");
            assertThat(upstream.received()).hasSize(before);
        }
    }

    @Test
    void aCatalogueMayNameTheEndpointsAndRegisterEachConnection() throws Exception {
        answers.put("/register", json("{'client_id':'mine','client_secret':'own-S3CR3T'}"));
        answers.put("/token", json("{'access_token':'access'}"));
        String fields = "auth_mode: MCP_OAUTH2, client_registration: dynamic,"
                + " registration_url: 'http://127.0.0.1:PORT/register', registration_params: {client_name: Acme}";
        try (FlowBench bench = FlowBench.of(directory, upstream.port(), fields, "s")) {
            McpFlow flow = flow(bench);
            Departure departure = flow.depart(bench.subject(), TERMS).block(PATIENCE);
            assertThat(upstream.received().getLast().bodyText())
                    .contains("\"client_name\":\"Acme\"", "\"token_endpoint_auth_method\":\"client_secret_basic\"");

            Subject back = AccountFacts.applied(bench.subject(), departure.connectionConfig());
            flow.arrive(back, back(departure, Map.of("code", List.of("c")))).block(PATIENCE);

            assertThat(upstream.received().getLast().target()).isEqualTo("/token");
            assertThat(upstream.received().getLast().headers("authorization"))
                    .containsExactly("Basic bWluZTpvd24tUzNDUjNU");
        }
    }

    @Test
    void aCatalogueMayAlsoMeanTheIntegrationsOwnClient() throws Exception {
        assertThat(depart("auth_mode: MCP_OAUTH2, client_registration: static").location())
                .startsWith(origin + "/authorize?client_id=the-id&");
        assertThat(upstream.received()).isEmpty();
    }

    private Departure depart(String fields) throws Exception {
        try (FlowBench bench = FlowBench.of(directory, upstream.port(), fields, "s")) {
            Subject subject = AccountFacts.applied(bench.subject(), Map.of("mcp_server_url", origin + "/mcp"));
            assertThat(flow(bench).serves(AuthMode.MCP_OAUTH2)).isTrue();
            return flow(bench).depart(subject, TERMS).block(PATIENCE);
        }
    }

    private static McpFlow flow(FlowBench bench) {
        TokenExchange exchange =
                new TokenExchange(bench.upstream(), bench.exchange(), Clock.fixed(Samples.NOW, ZoneOffset.UTC));
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(exchange, () -> 7);
        OAuth2Flow codeFlow = new OAuth2Flow(bench.targets(), grant, () -> 7);
        return new McpFlow(bench.targets(), codeFlow, grant, bench.exchange(), () -> 7);
    }

    private static Subject withoutScopes(FlowBench bench) {
        return new Subject(
                Samples.integration(),
                bench.subject().provider(),
                bench.subject().connection());
    }

    private static WayBack back(Departure departure, Map<String, List<String>> query) {
        return new WayBack(CallbackQuery.of(query), departure.carried(), TERMS.redirectUri());
    }

    private String json(String text) {
        return text.replace("ORIGIN", String.valueOf(origin)).replace('\'', '"');
    }
}
