// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.sallyport.filters.credential.AppCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CustomCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens of installed apps, with a user's or without, as GitHub gives them. */
class InstallationGrantTest {

    private static final String APP = "auth_mode: APP,"
            + " token_url: 'http://127.0.0.1:PORT/app/installations/${connectionConfig.installation_id}/access_tokens'";
    private static final String CUSTOM = "auth_mode: CUSTOM, token_url: {OAUTH2: 'http://127.0.0.1:PORT/user',"
            + " APP: 'http://127.0.0.1:PORT/app/installations/${connectionConfig.installation_id}/access_tokens'}";
    private static final String TOKEN =
            json(201, "{\"token\":\"ghs_1\",\"expires_at\":\"2026-11-23T11:00:00Z\",\"permissions\":{}}");
    private static final Credential PENDING = new AppCredential(null, null, null, SecretMap.EMPTY);

    private final RSAKey key = new RSAKeyGenerator(2048).generate();

    InstallationGrantTest() throws Exception {}

    @Test
    void theAppProvesItselfAndGetsTheInstallationsToken() throws Exception {
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            Granted granted = (Granted) asking(APP, PENDING).at(server);
            Received request = server.received().getFirst();
            String bearer = request.headers("authorization").getFirst();
            SignedJWT proof = SignedJWT.parse(bearer.substring("Bearer ".length()));

            assertThat(request.requestLine()).isEqualTo("POST /app/installations/4711/access_tokens HTTP/1.1");
            assertThat(request.headers("accept")).containsExactly("application/vnd.github+json");
            assertThat(proof.verify(new RSASSAVerifier(key))).isTrue();
            assertThat(proof.getJWTClaimsSet().getIssuer()).isEqualTo("99");
            assertThat(proof.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW.minusSeconds(60)));
            assertThat(proof.getJWTClaimsSet().getExpirationTime()).isBefore(Date.from(NOW.plusSeconds(600)));
            assertThat(granted.credential().authorization()).isEqualTo("Bearer ghs_1");
            assertThat(granted.credential().expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        }
    }

    @Test
    void theKeyMayBeBase64OfItsPemAndTheAppNamedByTheConnection() throws Exception {
        String encoded = Base64.getEncoder().encodeToString(pem().getBytes(StandardCharsets.UTF_8));
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            assertThat(Asking.of(APP, PENDING)
                            .app("private_key", encoded)
                            .config("app_id", "99")
                            .config("installation_id", "4711")
                            .at(server))
                    .isInstanceOf(Granted.class);
        }
    }

    /** Columns: status, what GitHub says, what it is taken for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404|{\"message\":\"Not Found\",\"status\":\"404\"}|Refused[reason=installation_not_found]",
                "403|{\"message\":\"This installation has been suspended\",\"status\":\"403\"}|Refused[reason=installation_suspended]",
                "403|{\"message\":\"API rate limit exceeded\",\"status\":\"403\"}|Failing[reason=status_403, retryAfter=PT30S]",
                "401|{\"message\":\"A JSON web token could not be decoded\",\"status\":\"401\"}|Failing[reason=status_401, retryAfter=PT30S]",
                "422|{\"message\":\"Unprocessable\"}|Failing[reason=status_422, retryAfter=PT30S]",
                "201|{\"expires_at\":\"2026-11-23T11:00:00Z\"}|Failing[reason=no_token, retryAfter=PT30S]"
            })
    void tellsGitHubsErrorsApart(int status, String body, String outcome) throws Exception {
        String answer = answer(status, "Content-Type: application/json\r\nRetry-After: 30\r\n", body);
        try (RawUpstream server = RawUpstream.answering(answer)) {
            assertThat(asking(APP, PENDING).at(server)).hasToString(outcome);
        }
    }

    @Test
    void anIntegrationWithoutUsableKeyBreaksNoConnection() throws Exception {
        Asking without = Asking.of(APP, PENDING).config("installation_id", "1").app("app_id", "99");

        assertThat(without.at(1)).isEqualTo(new Failing("app_key_missing", null));
        assertThat(without.app("private_key", "canary").at(1)).isEqualTo(new Failing("unusable_signing_key", null));
    }

    @Test
    void aUsersTokenIsRenewedBesideTheApps() throws Exception {
        CustomCredential before = new CustomCredential(
                SecretMap.of(Map.of("access_token", "old")), user("2026-11-23T10:30:00Z"), SecretMap.EMPTY);
        try (RawUpstream server = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/user")
                        ? json(200, "{\"access_token\":\"ghu_2\",\"refresh_token\":\"ghr_2\",\"expires_in\":28800}")
                        : TOKEN))) {
            AppCredential next = granted(asking(CUSTOM, before).at(server));

            assertThat(next.accessToken()).isEqualTo("ghs_1");
            assertThat(server.received().getLast().bodyText())
                    .contains("grant_type=refresh_token", "refresh_token=ghr_1", "client_id=the-id");
            assertThat(userOf(next))
                    .containsEntry("access_token", "ghu_2")
                    .containsEntry("refresh_token", "ghr_2")
                    .containsEntry("expires_at", "2026-11-23T18:00:00Z");

            // The next time it lasts, and stays as it is.
            AppCredential later = granted(asking(CUSTOM, next).at(server));
            assertThat(userOf(later)).isEqualTo(userOf(next));
            assertThat(server.received()).hasSize(3);
        }
    }

    @Test
    void aUsersTokenThatIsRefusedIsDroppedAndOneThatFailsIsKept() throws Exception {
        CustomCredential before = new CustomCredential(SecretMap.EMPTY, user("2026-11-23T10:30:00Z"), SecretMap.EMPTY);

        assertThat(granted(withUserAnswer(before, json(400, "{\"error\":\"bad_refresh_token\"}")))
                        .raw()
                        .reveal())
                .doesNotContainKey("user");
        assertThat(userOf(granted(withUserAnswer(before, json(500, "{}"))))).containsEntry("refresh_token", "ghr_1");
    }

    @Test
    void aUsersTokenIsNotAskedForWhenTheAppsFailed() throws Exception {
        CustomCredential before = new CustomCredential(SecretMap.EMPTY, user("2026-11-23T10:30:00Z"), SecretMap.EMPTY);
        try (RawUpstream server = RawUpstream.answering(json(500, "{}"))) {
            assertThat(asking(CUSTOM, before).at(server)).isEqualTo(new Failing("status_500", null));
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aUsersTokenThatIsSlowDoesNotCostTheApps() throws Exception {
        CustomCredential before = new CustomCredential(SecretMap.EMPTY, user("2026-11-23T10:30:00Z"), SecretMap.EMPTY);
        try (RawUpstream server = RawUpstream.start((request, wire) -> {
            if (request.target().equals("/user")) {
                wire.stall();
            }
            wire.send(TOKEN);
        })) {
            TokenOutcome outcome =
                    asking(CUSTOM, before).within(Duration.ofSeconds(2)).at(server);
            assertThat(userOf(granted(outcome))).containsEntry("refresh_token", "ghr_1");
        }
    }

    private TokenOutcome withUserAnswer(Credential before, String answer) throws Exception {
        try (RawUpstream server =
                RawUpstream.start((request, wire) -> wire.send(request.target().equals("/user") ? answer : TOKEN))) {
            return asking(CUSTOM, before).at(server);
        }
    }

    private Asking asking(String fields, Credential credential) {
        return Asking.of(fields, credential)
                .app("app_id", "99")
                .app("private_key", pem())
                .config("installation_id", "4711");
    }

    private String pem() {
        try {
            byte[] der = key.toPrivateKey().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static SecretMap user(String end) {
        return SecretMap.of(
                Map.of("access_token", "ghu_1", "refresh_token", "ghr_1", "expires_at", end, "scope", "repo"));
    }

    private static AppCredential granted(TokenOutcome outcome) {
        return (AppCredential) ((Granted) outcome).credential();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> userOf(AppCredential credential) {
        return (Map<String, Object>) credential.raw().reveal().get("user");
    }
}
