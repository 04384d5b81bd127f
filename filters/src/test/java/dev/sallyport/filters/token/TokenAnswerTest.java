// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static dev.sallyport.filters.token.TokenGrants.TOKEN;
import static dev.sallyport.filters.token.TokenGrants.client;
import static dev.sallyport.filters.token.TokenGrants.oauth2;
import static dev.sallyport.filters.token.TokenGrants.ok;
import static dev.sallyport.filters.token.TokenGrants.outcomeOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of token endpoints. */
class TokenAnswerTest {

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
        assertThat(outcomeOf(json(status, body == null ? "" : body), oauth2())).hasToString(outcome);
    }

    @Test
    void aClientThatIsRefusedIsRefusedForGood() throws Exception {
        assertThat(outcomeOf(json(401, "{\"error\":\"invalid_client\"}"), client()))
                .isEqualTo(new Refused("invalid_client"));
    }
}
