// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.TwoStepCredential;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of providers' own, on the wire. */
class ProviderLoginTest {

    private static final String URL = "auth_mode: TWO_STEP, token_url: 'http://127.0.0.1:PORT/login', ";
    private static final String PAIR = "token_params: {user: '${credentials.user}', pass: '${credentials.pass}'}, ";
    private static final String TOKEN = json(200, "{\"token\":\"new\"}");

    @Test
    void sendsJsonUnlessTheProviderTakesAnother() throws Exception {
        Received request = requestOf(URL + "token_params: {credentials: {name: '${credentials.user}', on: true}}");

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.headers("content-type")).containsExactly("application/json");
        assertThat(request.bodyText()).isEqualTo("{\"credentials\":{\"name\":\"me & you\",\"on\":true}}");
    }

    /** Columns: the provider's fields, the target, the body. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "body_format: form, token_params: {user: '${credentials.user}'}|/login|user=me+%26+you",
                "body_format: query, token_params: {user: '${credentials.user}'}|/login?user=me+%26+you|",
                "token_request_method: GET, token_params: {user: '${credentials.user}'}|/login?user=me+%26+you|",
                "body_format: xml, token_params: {login: {$v: '1', user: '${credentials.user}'}}|/login"
                        + "|<?xml version=\"1.0\" encoding=\"UTF-8\"?><login v=\"1\"><user>me &amp; you</user></login>"
            })
    void sendsItAsTheProviderTakesIt(String fields, String target, @Nullable String body) throws Exception {
        Received request = requestOf(URL + fields);

        assertThat(request.target()).isEqualTo(target);
        assertThat(request.bodyText()).isEqualTo(body == null ? "" : body);
    }

    /** Columns: rules of the answer, the answer, the token, seconds until it ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token: a.b.0.c, token_expiration: life, token_expiration_strategy: expireIn|{\"a\":{\"b\":[{\"c\":\"t\"}]},\"life\":60}|t|60",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":\"60\"}|t|60",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":\"20m\"}|t|1200",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":\"1:02:30\"}|t|95400",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":-5}|t|",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":1e30}|t|",
                "token: t, token_expiration: life, token_expiration_strategy: expireIn|{\"t\":\"t\",\"life\":{}}|t|",
                "token: t, token_expiration: end, token_expiration_strategy: expireAt|{\"t\":\"t\",\"end\":\"2026-11-23T12:00:00+01:00\"}|t|3600",
                "token: t, token_expiration: end, token_expiration_strategy: expireAt|{\"t\":\"t\",\"end\":\"2026-11-23 11:00:00\"}|t|3600",
                "token: t, token_expiration: end, token_expiration_strategy: expireAt|{\"t\":\"t\",\"end\":1795431600000}|t|3600",
                "token: t, token_expiration: end, token_expiration_strategy: expireAt|{\"t\":\"t\",\"end\":\"1795431600\"}|t|3600",
                "token: t, token_expiration: end, token_expiration_strategy: expireAt|{\"t\":\"t\",\"end\":\"0:01:00\"}|t|3600",
                "token: t, token_expiration: end|{\"t\":\"t\",\"end\":1795431600}|t|3600",
                "token: t, token_expiration: end|{\"t\":\"t\",\"end\":3600}|t|3600",
                "token: t|{\"t\":77}|77|"
            })
    void readsTokenAndEndWhereTheDefinitionSays(String rules, String answer, String token, @Nullable Long seconds)
            throws Exception {
        TwoStepCredential granted = granted(URL + "token_response: {" + rules + "}", json(200, answer));

        assertThat(granted.accessToken()).isEqualTo(token);
        assertThat(granted.expiresAt()).isEqualTo(seconds == null ? null : NOW.plusSeconds(seconds));
        assertThat(granted.own().reveal()).containsEntry("user", "me & you");
    }

    @Test
    void whatTheCatalogueAssumesAndWhatTheTokenSaysOfItselfAreNext() throws Exception {
        // Claims {"exp":1795431600}.
        String jwt = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTU0MzE2MDB9.x";
        String answer = json(200, "{\"token\":\"" + jwt + "\"}");

        assertThat(granted(URL + "token_expires_in_ms: 5000", answer).expiresAt())
                .isEqualTo(NOW.plusSeconds(5));
        assertThat(granted(URL, answer).expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(granted(URL, TOKEN).expiresAt()).isNull();
    }

    @Test
    void laterStepsTakeWhatEarlierOnesAnswered() throws Exception {
        String fields = URL + PAIR + "token_response: {token: session.id},"
                + " additional_steps: [{token_url: 'http://127.0.0.1:PORT/${step1.next}', token_request_method: GET},"
                + " {token_url: 'http://127.0.0.1:PORT/last', body_format: form, token_params: {code: '${step2.codes.1}', by: '${credentials.user}'},"
                + " token_headers: {authorization: 'Bearer ${step1.token}'}}]";
        try (RawUpstream server = RawUpstream.start((request, wire) -> wire.send(
                switch (request.target()) {
                    case "/login" -> json(201, "{\"next\":\"second\",\"token\":\"t1\"}");
                    case "/second" -> json(200, "{\"codes\":[\"a\",\"b\"]}");
                    default -> json(200, "{\"session\":{\"id\":\"s3\"}}");
                }))) {
            Granted granted = (Granted) Asking.of(fields, login()).at(server);

            assertThat(granted.credential().accessToken()).isEqualTo("s3");
            assertThat(server.received())
                    .extracting(Received::requestLine)
                    .containsExactly("POST /login HTTP/1.1", "GET /second HTTP/1.1", "POST /last HTTP/1.1");
            Received last = server.received().getLast();
            assertThat(last.bodyText()).isEqualTo("code=b&by=me+%26+you");
            assertThat(last.headers("authorization")).containsExactly("Bearer t1");
        }
    }

    @Test
    void aStepThatFailsEndsTheLogin() throws Exception {
        String fields = URL + "additional_steps: [{token_url: 'http://127.0.0.1:PORT/second'}]";
        try (RawUpstream server = RawUpstream.start((request, wire) ->
                wire.send(request.target().equals("/login") ? TOKEN : json(401, "{\"error\":\"nope\"}")))) {
            assertThat(Asking.of(fields, login()).at(server)).isEqualTo(new Refused("nope"));
        }
    }

    @Test
    void whatAnEarlierAnswerLeavesOutIsNotAsked() throws Exception {
        String fields = URL + "additional_steps: [{token_url: 'http://127.0.0.1:PORT/${step1.none}'}]";
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> Asking.of(fields, login()).at(server))
                    .withMessageContaining("step1.none: no value");
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void allStepsHaveTheTimeOfOneRequest() throws Exception {
        String fields = URL + "additional_steps: [{token_url: 'http://127.0.0.1:PORT/second'}]";
        Duration limit = Duration.ofSeconds(1);
        try (RawUpstream server = RawUpstream.start((request, wire) -> {
            wire.pause(limit.multipliedBy(2).dividedBy(3));
            wire.send(TOKEN);
        })) {
            assertThat(Asking.of(fields, login()).within(limit).at(server)).isEqualTo(new Unknown("timeout"));
        }
    }

    @Test
    void tokensAndCookiesMayComeInHeaders() throws Exception {
        String fields = URL + "token_response: {token: x-auth}, token_response_headers: [set-cookie, X-Auth]";
        String headers = "X-Auth: h1\r\nSet-Cookie: a=1; Path=/; HttpOnly\r\nSet-Cookie: b=\"2\"\r\n"
                + "Set-Cookie: a=3; Secure\r\nSet-Cookie: =x\r\nSet-Cookie: c=d e\r\n";

        TwoStepCredential granted = granted(fields, answer(200, headers, ""));

        assertThat(granted.accessToken()).isEqualTo("h1");
        assertThat(granted.cookies()).isEqualTo(SecretText.of("a=3; b=\"2\""));
    }

    @Test
    void readsXmlAndTakesNoEntities() throws Exception {
        String fields =
                URL + "body_format: xml, token_params: {x: y}, token_response: {token: response.data.session.id,"
                        + " token_expiration: response.end, token_expiration_strategy: expireAt}";
        String ok =
                "<?xml version=\"1.0\"?><r:response xmlns:r=\"urn:x\"><data><session><id> s&amp;1 </id></session></data>"
                        + "<end>2026-11-23T11:00:00Z</end></r:response>";
        String entity = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                + "<response><data><session><id>&x;</id></session></data></response>";

        TwoStepCredential granted = granted(fields, answer(200, "Content-Type: text/xml\r\n", ok));
        assertThat(granted.accessToken()).isEqualTo("s&1");
        assertThat(granted.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
        assertThat(outcome(fields, answer(200, "Content-Type: text/xml\r\n", entity)))
                .isInstanceOf(Failing.class);
    }

    @Test
    void aRefreshTokenIsTriedFirstAndTheLoginNext() throws Exception {
        String fields = URL + PAIR
                + "token_response: {token: t, refresh_token: r}, refresh_token_params: {rt: '${refresh_token}'},"
                + " refresh_url: 'http://127.0.0.1:PORT/renew'";
        TwoStepCredential before = new TwoStepCredential(
                login().own(), SecretText.of("old"), SecretText.of("r1"), NOW, null, SecretMap.EMPTY);

        try (RawUpstream server = RawUpstream.answering(json(200, "{\"t\":\"t2\"}"))) {
            Granted granted = (Granted) Asking.of(fields, before).at(server);
            assertThat(server.received().getFirst().requestLine()).startsWith("POST /renew ");
            assertThat(server.received().getFirst().bodyText()).isEqualTo("{\"rt\":\"r1\"}");
            assertThat(((TwoStepCredential) granted.credential()).refreshToken())
                    .isEqualTo(SecretText.of("r1"));
        }
        try (RawUpstream server = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/renew") ? json(400, "{}") : json(200, "{\"t\":\"t3\",\"r\":\"r3\"}")))) {
            Granted granted = (Granted) Asking.of(fields, before).at(server);
            assertThat(server.received()).hasSize(2);
            assertThat(((TwoStepCredential) granted.credential()).refreshToken())
                    .isEqualTo(SecretText.of("r3"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"other\":1}", "{\"token\":{}}", "{\"token\":\"\"}"})
    void anAnswerWithoutTokenIsAFailure(String answer) throws Exception {
        assertThat(outcome(URL, json(200, answer))).isEqualTo(new Failing("no_token", null));
    }

    @Test
    void aPasswordThatIsRefusedBreaksTheConnection() throws Exception {
        assertThat(outcome(URL, json(401, "{\"message\":\"wrong\"}"))).isEqualTo(new Refused("status_401"));
    }

    private static TwoStepCredential login() {
        return new TwoStepCredential(
                SecretMap.of(Map.of("user", "me & you", "pass", "p<>")), null, null, null, null, SecretMap.EMPTY);
    }

    private static TwoStepCredential granted(String fields, String answer) throws Exception {
        return (TwoStepCredential) ((Granted) outcome(fields, answer)).credential();
    }

    private static TokenOutcome outcome(String fields, String answer) throws Exception {
        try (RawUpstream server = RawUpstream.answering(answer)) {
            return Asking.of(fields, login()).at(server);
        }
    }

    private static Received requestOf(String fields) throws Exception {
        try (RawUpstream server = RawUpstream.answering(TOKEN)) {
            assertThat(Asking.of(fields, login()).at(server)).isInstanceOf(Granted.class);
            return server.received().getFirst();
        }
    }
}
