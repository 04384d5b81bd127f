// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.BillCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import org.junit.jupiter.api.Test;

class BillLoginTest {

    private static final String FIELDS = "auth_mode: BILL, token_url: 'http://127.0.0.1:PORT/v3/login'";
    private static final BillCredential LOGIN = new BillCredential(
            new BillCredential.Login(
                    SecretText.of("me"), SecretText.of("p\"w"), SecretText.of("org"), SecretText.of("dev")),
            null,
            null,
            null,
            SecretMap.EMPTY);

    @Test
    void logsInAndKeepsTheLogin() throws Exception {
        try (RawUpstream server = RawUpstream.answering(
                json(200, "{\"sessionId\":\"s1\",\"organizationId\":\"org\",\"userId\":\"u1\",\"trusted\":false}"))) {
            Granted granted = (Granted) Asking.of(FIELDS, LOGIN).at(server);
            BillCredential next = (BillCredential) granted.credential();
            Received request = server.received().getFirst();

            assertThat(request.requestLine()).isEqualTo("POST /v3/login HTTP/1.1");
            assertThat(request.headers("content-type")).containsExactly("application/json");
            assertThat(request.bodyText())
                    .isEqualTo(
                            "{\"username\":\"me\",\"password\":\"p\\\"w\",\"organizationId\":\"org\",\"devKey\":\"dev\"}");
            assertThat(next.sessionId()).isEqualTo(SecretText.of("s1"));
            assertThat(next.userId()).isEqualTo(SecretText.of("u1"));
            assertThat(next.login()).isEqualTo(LOGIN.login());
            assertThat(next.expiresAt()).isEqualTo(NOW.plusSeconds(35 * 60));
        }
    }

    /** Its errors are lists. */
    @Test
    void aLoginThatIsRefusedBreaksTheConnection() throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(401, "[{\"code\":\"BDC_1102\",\"message\":\"wrong\"}]"))) {
            assertThat(Asking.of(FIELDS, LOGIN).at(server)).isEqualTo(new Refused("status_401"));
        }
    }
}
