// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.filters.testing.RawUpstream.Script;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What token endpoints are asked and what is made of their answers, on the wire. */
class TokenGrantTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMillis(800);
    private static final Instant NOW = Samples.NOW;
    private static final String TOKEN = "{\"access_token\":\"new\",\"token_type\":\"BEARER\",\"expires_in\":3600}";
    private static final String REFRESH =
            "grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id&client_secret=the-secret";

    @TempDir
    Path directory;

    @Test
    void asksWithTheRefreshTokenAndTheIntegrationsClient() throws Exception {
        Received request = requestOf("auth_mode: OAUTH2", oauth2());

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/token");
        assertThat(request.headers("content-type")).containsExactly("application/x-www-form-urlencoded");
        assertThat(request.headers("accept")).containsExactly("application/json");
        assertThat(request.headers("user-agent")).containsExactly("Sallyport/test");
        assertThat(request.headers("authorization")).isEmpty();
        assertThat(request.bodyText().split("&")).containsExactlyInAnyOrder(REFRESH.split("&"));
    }

    /** Columns: the provider's fields, the expected body in any order, the expected Authorization. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token_params: {grant_type: authorization_code, x: 'y z'}"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id&client_secret=the-secret&x=y+z|",
                "token_params: {x: y}, refresh_params: {type: refresh, tenant: '${connectionConfig.tenant}', none: '${connectionConfig.none}'}"
                        + "|type=refresh&tenant=t%2F1&grant_type=refresh_token&refresh_token=old+refresh%2B%26&client_id=the-id"
                        + "&client_secret=the-secret|",
                "authorization_method: header"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26|Basic dGhlLWlkOnRoZS1zZWNyZXQ=",
                "token_request_auth_method: basic"
                        + "|grant_type=refresh_token&refresh_token=old+refresh%2B%26|Basic dGhlLWlkOnRoZS1zZWNyZXQ="
            })
    void sendsWhatTheProviderAsksFor(String fields, String body, @Nullable String authorization) throws Exception {
        Received request = requestOf("auth_mode: OAUTH2, " + fields, oauth2());

        assertThat(request.bodyText().split("&")).containsExactlyInAnyOrder(body.split("&"));
        assertThat(request.headers("authorization"))
                .isEqualTo(authorization == null ? List.of() : List.of(authorization));
    }

    @Test
    void theConnectionsOwnClientGoesBeforeTheIntegrations() throws Exception {
        OAuth2Credential own = new OAuth2Credential(
                SecretText.of("a"),
                SecretText.of("r"),
                null,
                SecretMap.EMPTY,
                SecretMap.of(Map.of("client_id", "mine", "client_secret", "hush")));

        Received request = requestOf("auth_mode: OAUTH2", own);

        assertThat(request.bodyText()).contains("client_id=mine&client_secret=hush");
    }

    @Test
    void aRefreshUrlIsForRefreshesAndMayHaveAQuery() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2, refresh_url: 'http://127.0.0.1:PORT/again/${connectionConfig.tenant}?refresh'",
                oauth2());

        assertThat(request.target()).isEqualTo("/again/t/1?refresh");
    }

    @Test
    void sendsJsonWhereTheProviderTakesIt() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: json, token_params: {audience: a, deep: {flag: true, list: [1, '${clientId}']}}",
                client());

        assertThat(request.headers("content-type")).containsExactly("application/json");
        assertThat(request.bodyText())
                .isEqualTo(
                        "{\"audience\":\"a\",\"deep\":{\"flag\":true,\"list\":[1,\"the-id\"]},\"scope\":\"read write\","
                                + "\"client_id\":\"mine\",\"client_secret\":\"hush\"}");
    }

    @Test
    void sendsXmlWithAttributes() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: xml, token_request_auth_method: basic,"
                        + " token_params: {request: {$id: '1', login: '<&>'}}, scope_separator: ' '",
                client());

        assertThat(request.bodyText()).contains("<request id=\"1\"><login>&lt;&amp;&gt;</login></request>");
    }

    @Test
    void putsParametersIntoTheQueryWhereTheProviderWantsThemThere() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, body_format: query, token_request_auth_method: basic, scope_separator: ',',"
                        + " token_params: {grant_type: client_credentials}",
                client());

        assertThat(request.target()).isEqualTo("/token?grant_type=client_credentials&scope=read%2Cwrite");
        assertThat(request.body()).isEmpty();
        assertThat(request.headers("authorization")).containsExactly("Basic bWluZTpodXNo");
    }

    @Test
    void aClientAsksWithItsPairAsTheProviderNamesIt() throws Exception {
        Received request = requestOf(
                "auth_mode: OAUTH2_CC, token_request_auth_method: custom, token_headers: {X-Tenant: '${connectionConfig.tenant}'}",
                client());

        assertThat(request.bodyText().split("&"))
                .containsExactlyInAnyOrder("username=mine", "password=hush", "scope=read+write");
        assertThat(request.headers("x-tenant")).containsExactly("t/1");
    }

    @Test
    void keepsWhatTheAnswerLeavesOut() throws Exception {
        Granted granted = (Granted) outcomeOf(ok(TOKEN), oauth2());

        OAuth2Credential credential = (OAuth2Credential) granted.credential();
        assertThat(credential.token().reveal()).isEqualTo("new");
        assertThat(credential.refreshToken()).isEqualTo(SecretText.of("old refresh+&"));
        assertThat(credential.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(credential.raw().reveal()).containsEntry("token_type", "BEARER");
    }

    @Test
    void takesOverANewRefreshToken() throws Exception {
        Granted granted = (Granted) outcomeOf(ok("{\"access_token\":\"new\",\"refresh_token\":\"next\"}"), oauth2());

        assertThat(((OAuth2Credential) granted.credential()).refreshToken()).isEqualTo(SecretText.of("next"));
        assertThat(granted.credential().expiresAt()).isNull();
    }

    /** Columns: members of the answer, seconds until expiry or nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"expires_in\":60|60",
                "\"expires_in\":\"3600\"|3600",
                "\"expires_in\":\" 3600 \"|3600",
                "\"expires_in\":0|",
                "\"expires_in\":-1|",
                "\"expires_in\":1e30|",
                "\"expires_in\":1e999999999|",
                "\"expires_in\":\"soon\"|",
                "\"expires_in\":null|",
                "\"expires_in\":[60]|",
                "\"expires_at\":\"2026-11-23T10:01:00Z\"|60",
                "\"expires_at\":\"2020-01-01T00:00:00Z\",\"expires_in\":5|5",
                "\"expires_at\":{}|",
                "\"x\":1|"
            })
    void readsWhenTheTokenEnds(String members, @Nullable Long seconds) throws Exception {
        Granted granted = (Granted) outcomeOf(ok("{\"access_token\":\"new\"," + members + "}"), oauth2());

        assertThat(granted.credential().expiresAt()).isEqualTo(seconds == null ? null : NOW.plusSeconds(seconds));
    }

    @Test
    void aProviderMayCountInMillisecondsOrLeaveTheLifeToTheCatalogue() throws Exception {
        String millis = "auth_mode: OAUTH2, expires_in_unit: milliseconds";
        String assumed = "auth_mode: OAUTH2, token_expires_in_ms: 5000";

        assertThat(((Granted) outcomeOf(millis, (request, wire) -> wire.send(ok(TOKEN)), oauth2()))
                        .credential()
                        .expiresAt())
                .isEqualTo(NOW.plusMillis(3_600));
        String bare = ok("{\"access_token\":\"new\"}");
        assertThat(((Granted) outcomeOf(assumed, (request, wire) -> wire.send(bare), oauth2()))
                        .credential()
                        .expiresAt())
                .isEqualTo(NOW.plusMillis(5_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ok\":true,\"authed_user\":{\"access_token\":\"new\",\"refresh_token\":\"next\",\"expires_in\":9}}",
                "{\"ok\":true,\"access_token\":\"new\",\"refresh_token\":\"next\",\"expires_in\":9}"
            })
    void findsTheTokenWhereTheProviderPutsIt(String answer) throws Exception {
        String fields = "auth_mode: OAUTH2, alternate_access_token_response_path: authed_user";

        Granted granted = (Granted) outcomeOf(fields, (request, wire) -> wire.send(ok(answer)), oauth2());

        assertThat(granted.credential().accessToken()).isEqualTo("new");
        assertThat(((OAuth2Credential) granted.credential()).refreshToken()).isEqualTo(SecretText.of("next"));
        assertThat(granted.credential().expiresAt()).isEqualTo(NOW.plusSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"token\":\"new\"},\"success\":true}",
                "{\"jwt\":\"new\"}",
                "{\"access_token\":\"new\"}"
            })
    void aClientsTokenHasSeveralPlaces(String answer) throws Exception {
        Granted granted = (Granted) outcomeOf(ok(answer), client());

        assertThat(granted.credential().accessToken()).isEqualTo("new");
        assertThat(((ClientCredential) granted.credential()).clientSecret()).isEqualTo(SecretText.of("hush"));
    }

    @Test
    void readsAFormAnswer() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                + "Content-Length: 31\r\n\r\naccess_token=new&expires_in=120";

        Granted granted = (Granted) outcomeOf(answer, oauth2());

        assertThat(granted.credential().expiresAt()).isEqualTo(NOW.plusSeconds(120));
    }

    /** Columns: status, body, what it is taken for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|{\"error\":\"invalid_grant\",\"error_description\":\"secret\"}|Refused[reason=invalid_grant]",
                "401|{\"error\":\"INVALID_GRANT\"}|Refused[reason=invalid_grant]",
                "200|{\"ok\":false,\"error\":\"token_revoked\"}|Refused[reason=token_revoked]",
                "200|{\"error\":\"bad_refresh_token\"}|Refused[reason=bad_refresh_token]",
                "400|{\"status\":\"BAD_REFRESH_TOKEN\",\"message\":\"x\"}|Refused[reason=bad_refresh_token]",
                "400|{\"error\":{\"type\":\"OAuthException\",\"code\":190}}|Failing[reason=oauthexception, retryAfter=null]",
                "401|{\"error\":\"invalid_client\"}|Failing[reason=invalid_client, retryAfter=null]",
                "200|{\"ok\":false}|Failing[reason=unknown_error, retryAfter=null]",
                "400|{\"error\":\"no such token: sk_live_1234\"}|Failing[reason=unknown_error, retryAfter=null]",
                "400|nonsense|Failing[reason=status_400, retryAfter=null]",
                "302|{}|Failing[reason=status_302, retryAfter=null]",
                "500|{\"error\":\"invalid_grant\"}|Failing[reason=status_500, retryAfter=null]",
                "429|{\"error\":\"invalid_grant\"}|Failing[reason=status_429, retryAfter=null]",
                "200|<html>hello</html>|Failing[reason=html_answer, retryAfter=null]",
                "200|``|Failing[reason=empty_answer, retryAfter=null]",
                "200|[]|Failing[reason=no_json_answer, retryAfter=null]",
                "200|{\"access_token\":\"a|Failing[reason=no_json_answer, retryAfter=null]",
                "200|{}|Failing[reason=no_token, retryAfter=null]",
                "200|{\"access_token\":\"\"}|Failing[reason=no_token, retryAfter=null]",
                "200|{\"access_token\":7}|Failing[reason=no_token, retryAfter=null]",
                "200|{\"access_token\":\"a\\r\\nb\"}|Failing[reason=unusable_token, retryAfter=null]",
                "200|{\"access_token\":\"a\\u0000\"}|Failing[reason=unusable_token, retryAfter=null]",
                "200|{\"access_token\":\"\\u00e9\"}|Failing[reason=unusable_token, retryAfter=null]",
                "200|{\"access_token\":\"a\",\"refresh_token\":\"b\\n\"}|Failing[reason=unusable_token, retryAfter=null]"
            })
    void tellsRefusalsFromFailures(int status, @Nullable String body, String outcome) throws Exception {
        assertThat(outcomeOf(answer(status, body == null ? "" : body), oauth2()))
                .hasToString(outcome);
    }

    @Test
    void aClientThatIsRefusedIsRefusedForGood() throws Exception {
        assertThat(outcomeOf(answer(401, "{\"error\":\"invalid_client\"}"), client()))
                .isEqualTo(new Refused("invalid_client"));
    }

    @Test
    void anAnswerOfTwoMegabytesIsNotRead() throws Exception {
        String big = "{\"access_token\":\"" + "a".repeat(2 << 20) + "\"}";

        assertThat(outcomeOf(answer(200, big), oauth2())).isEqualTo(new Failing("too_large", null));
    }

    @Test
    void anAnswerOfTwoMegabytesInChunksIsNotRead() throws Exception {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        Script script = (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 512; i++) {
                wire.send(chunk);
            }
        };

        assertThat(outcomeOf("auth_mode: OAUTH2", script, oauth2())).isEqualTo(new Failing("too_large", null));
    }

    @Test
    void aCompressedAnswerIsReadAndABombIsNot() throws Exception {
        assertThat(outcomeOf("auth_mode: OAUTH2", gzipped(TOKEN), oauth2())).isInstanceOf(Granted.class);
        assertThat(outcomeOf("auth_mode: OAUTH2", gzipped(TOKEN + " ".repeat(50 << 20)), oauth2()))
                .isEqualTo(new Failing("too_large", null));
    }

    @Test
    void silenceIsAnUnknownOutcomeAfterOneRequest() throws Exception {
        assertThat(outcomeOf("auth_mode: OAUTH2", (request, wire) -> wire.stall(), oauth2()))
                .isEqualTo(new Unknown("timeout"));
    }

    @Test
    void anAnswerThatNeverEndsIsAnUnknownOutcome() throws Exception {
        Script drip = (request, wire) -> wire.drip(answer(200, TOKEN), Duration.ofMillis(50));

        assertThat(outcomeOf("auth_mode: OAUTH2", drip, oauth2())).isEqualTo(new Unknown("timeout"));
    }

    @Test
    void aResetAfterTheRequestIsAnUnknownOutcomeAndNothingIsSentAgain() throws Exception {
        try (RawUpstream server = RawUpstream.start((request, wire) -> wire.reset())) {
            assertThat(ask("auth_mode: OAUTH2", server.port(), oauth2(), true)).isInstanceOf(Unknown.class);
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aServerThatIsNotThereWasSentNothing() throws Exception {
        int port;
        try (RawUpstream gone = RawUpstream.answering("")) {
            port = gone.port();
        }

        assertThat(ask("auth_mode: OAUTH2", port, oauth2(), true)).isEqualTo(new Unsent("connect"));
    }

    @Test
    void whatMayNoLongerBeSentIsNot() throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            assertThat(ask("auth_mode: OAUTH2", server.port(), oauth2(), false)).isEqualTo(new Unsent("too_late"));
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void theEgressPolicyHoldsForTokenEndpoints() throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            EgressSettings closed =
                    new EgressSettings(List.of(), true, EgressSettings.OverrideMode.BOUND, null, Set.of());

            TokenOutcome outcome = ask("auth_mode: OAUTH2", server.port(), oauth2(), true, closed);

            assertThat(outcome).isInstanceOf(Unsent.class);
            assertThat(server.connections()).isZero();
        }
    }

    private TokenOutcome outcomeOf(String answer, Credential credential) throws Exception {
        String mode = credential instanceof ClientCredential ? "auth_mode: OAUTH2_CC" : "auth_mode: OAUTH2";
        return outcomeOf(mode, (request, wire) -> wire.send(answer), credential);
    }

    private TokenOutcome outcomeOf(String fields, Script script, Credential credential) throws Exception {
        try (RawUpstream server = RawUpstream.start(script)) {
            TokenOutcome outcome = ask(fields, server.port(), credential, true);
            assertThat(server.received()).hasSize(1);
            return outcome;
        }
    }

    private Received requestOf(String fields, Credential credential) throws Exception {
        try (RawUpstream server = RawUpstream.answering(ok(TOKEN))) {
            assertThat(ask(fields, server.port(), credential, true)).isInstanceOf(Granted.class);
            return server.received().getFirst();
        }
    }

    private TokenOutcome ask(String fields, int port, Credential credential, boolean maySend) throws IOException {
        EgressSettings open =
                new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.BOUND, null, Set.of());
        return ask(fields, port, credential, maySend, open);
    }

    private TokenOutcome ask(String fields, int port, Credential credential, boolean maySend, EgressSettings egress)
            throws IOException {
        try (UpstreamClient client = new UpstreamClient(upstream(), egress)) {
            UpstreamTargets targets =
                    new UpstreamTargets(egress, new HostBinding(egress.baseUrlOverride()), "Sallyport/test");
            ShortExchange exchange = new ShortExchange(client, DataSize.ofKilobytes(64), LIMIT);
            TokenExchange tokens = new TokenExchange(targets, exchange, Clock.fixed(NOW, ZoneOffset.UTC));
            TokenEndpoint endpoint = TokenEndpoints.all(tokens, Clock.fixed(NOW, ZoneOffset.UTC), () -> 7).stream()
                    .filter(each -> each.renews(credential))
                    .findFirst()
                    .orElseThrow();
            TokenOutcome outcome = endpoint.request(subject(fields, port, credential), () -> maySend)
                    .block(PATIENCE);
            return java.util.Objects.requireNonNull(outcome);
        }
    }

    private Subject subject(String fields, int port, Credential credential) throws IOException {
        String definition = "acme: {token_url: 'http://127.0.0.1:PORT/token', " + fields + "}\n";
        Path file = directory.resolve("catalog.yaml");
        Files.writeString(file, definition.replace("PORT", "" + port));
        Catalog catalog = CatalogLoader.load(List.of(file.toString()));
        Connection connection =
                Samples.connection(credential, Map.of("tenant", "t/1", "oauth_scopes", "read,write"), Map.of());
        assertThat(catalog.find("acme").authMode()).isIn(AuthMode.OAUTH2, AuthMode.OAUTH2_CC);
        return new Subject(Samples.integration(), catalog.find("acme"), connection);
    }

    private static UpstreamSettings upstream() {
        return new UpstreamSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                4,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }

    private static OAuth2Credential oauth2() {
        return new OAuth2Credential(
                SecretText.of("old"), SecretText.of("old refresh+&"), NOW, SecretMap.EMPTY, SecretMap.EMPTY);
    }

    private static ClientCredential client() {
        return new ClientCredential(
                SecretText.of("old"), SecretText.of("mine"), SecretText.of("hush"), null, null, NOW, SecretMap.EMPTY);
    }

    private static String ok(String json) {
        return answer(200, json);
    }

    private static String answer(int status, String body) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static Script gzipped(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bytes.size() + "\r\n\r\n");
            wire.send(bytes.toByteArray());
        };
    }
}
