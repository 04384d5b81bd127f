// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.gateway.authorize.Browser.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way back, as attackers, impatient people and bad providers take it. Whatever fails stores nothing. */
class CallbackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static EvilProvider acme;

    private final Browser browser = new Browser();
    private long before;

    @BeforeAll
    static void start() throws Exception {
        acme = new EvilProvider(directory, """
                token_response_metadata: [account.id, access_token.x]
                redirect_uri_metadata: [realm, region]
                proxy:
                  base_url: https://api.example.com
                  verification:
                    endpoints: [/me]
                connection_config:
                  subdomain: {type: string, title: Subdomain, pattern: '^[a-z]+$'}
                  realm: {type: string, pattern: '^[0-9]+$', automated: true}
                """, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() throws Exception {
        acme.close();
    }

    @BeforeEach
    void count() {
        before = acme.stored();
        acme.tokens = (request, wire) -> wire.send(EvilProvider.TOKEN);
        acme.gateway.verification = new VerificationOutcome.Passed();
    }

    @AfterEach
    void everyEventHasItsConnection() {
        assertThat(acme.gateway.events).hasSize((int) acme.stored());
    }

    @Test
    void keepsWhatTheProviderSaysOfTheAccountAndWhatTheUserTyped() throws Exception {
        Page page = browser.get(acme.begin(browser) + "&realm=123&other=x");

        assertThat(page.status()).as(page.body()).isEqualTo(200);
        Connection connection = acme.gateway.events.getLast().connection();
        assertThat(connection.connectionConfig())
                .containsEntry("account.id", "a1")
                .containsEntry("realm", "123")
                .containsEntry("subdomain", "s")
                .hasSize(3);
        assertThat(page.body()).doesNotContain("S3CR3T").doesNotContain("the-code");
        assertThat(Objects.requireNonNull(acme.stores
                                .connections()
                                .findLatest(connection.key())
                                .block(PATIENCE))
                        .credential()
                        .accessToken())
                .isEqualTo("access-S3CR3T");
    }

    @Test
    void aFactThatIsNotAsTheCatalogueSaysIsLeftOut() throws Exception {
        browser.get(acme.begin(browser) + "&realm=evil.example");

        assertThat(acme.gateway.events.getLast().connection().connectionConfig())
                .doesNotContainKey("realm");
    }

    @Test
    void asksForTheTokenWithTheVerifierOfTheChallengeAndTheSameRedirectUri() throws Exception {
        browser.get(acme.begin(browser));

        assertThat(acme.upstream.received().getLast().bodyText())
                .contains("grant_type=authorization_code")
                .contains("code=the-code")
                .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A")
                .containsPattern("code_verifier=[A-Za-z0-9_-]{43}")
                .contains("client_id=the-id&client_secret=client-S3CR3T");
    }

    @Test
    void countsOnce() throws Exception {
        String callback = acme.begin(browser);
        assertThat(browser.get(callback).status()).isEqualTo(200);

        assertRefused(browser.get(callback), before + 1);
    }

    @Test
    void countsOnlyInItsBrowserAndIsNotSpoiledByAnother() throws Exception {
        String callback = acme.begin(browser);

        assertRefused(new Browser().get(callback), before);
        assertThat(browser.get(callback).status()).isEqualTo(200);
    }

    /** The attacker's own authorization, finished in the browser of somebody who has begun one too. */
    @Test
    void anotherOnesLinkDoesNotConnectTheirAccountHere() throws Exception {
        Browser attacker = new Browser();
        String theirs = acme.begin(attacker);
        acme.begin(browser);

        assertRefused(browser.get(theirs), before);
    }

    @Test
    void severalTabsDoNotDisturbEachOther() throws Exception {
        String first = acme.begin(browser);
        String second = acme.begin(browser);

        assertThat(browser.get(first).status()).isEqualTo(200);
        assertThat(browser.get(second).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void aStateThatIsNoneIsRefused(String state) throws Exception {
        acme.begin(browser);

        assertRefused(browser.get(acme.callback(state) + "&code=c"), before);
    }

    @Test
    void aTamperedStateIsRefused() throws Exception {
        String state = acme.state(browser);
        String tampered = (state.charAt(0) == 'A' ? 'B' : 'A') + state.substring(1);

        assertRefused(browser.get(acme.callback(tampered) + "&code=c"), before);
    }

    @Test
    void lookingWithHeadUsesNothingUp() throws Exception {
        String callback = acme.begin(browser);

        assertThat(browser.head(callback).status()).isEqualTo(405);
        assertThat(browser.get(callback).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&code=other", "&x=%00", "&state=y"})
    void aQueryOfTwoMindsIsRefused(String more) throws Exception {
        Page page = browser.get(acme.begin(browser) + more);

        assertThat(page.status()).isEqualTo(400);
        assertThat(acme.stored()).isEqualTo(before);
    }

    @Test
    void whatAProviderSaysIsTextAndNotMarkup() throws Exception {
        String callback = acme.callback(acme.state(browser))
                + "&error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%3Cimg%20src=x%20onerror=alert(1)%3E%22%27%7B%7Btext%7D%7D";

        Page page = browser.get(callback);

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body())
                .contains("Acme &amp; Sons")
                .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;{{text}}")
                .containsPattern("data-message=\"[^\"]*onerror=alert\\(1\\)&gt;[^\"]*\\{\\{text}}[^\"]*\"")
                .doesNotContain("<img")
                .doesNotContain("<script>alert");
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, Access was not granted at Acme, access_denied",
        "invalid_scope, does not know a scope, provider_refused",
        "temporarily_unavailable, overloaded or under maintenance, provider_refused",
        "made_up_word, made_up_word, provider_refused"
    })
    void errorsAreToldInWords(String error, String words, String code) throws Exception {
        Page page = browser.get(acme.callback(acme.state(browser)) + "&error=" + error);

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body())
                .contains(words)
                .contains("&quot;code&quot;:&quot;" + code + "&quot;")
                .contains("&quot;integration&quot;:&quot;acme&quot;");
    }

    /** Columns: status, content type, body, what the page says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200|text/html|<html>hello</html>|html_answer",
                "200|application/json||empty_answer",
                "200|application/json|{\"ok\":true}|no_token",
                "200|application/json|{\"error\":\"bad_verification_code\",\"error_description\":\"x\"}|bad_verification_code",
                "200|application/json|{\"access_token\":\"a\\r\\nX: y\"}|unusable_token",
                "400|application/json|{\"error\":\"invalid_grant\"}|used before, or is too old",
                "401|application/json|{\"error\":\"invalid_client\"}|its secret is wrong",
                "429|application/json|{}|status_429",
                "500|text/plain|oops S3CR3T|status_500",
                "302|text/plain|elsewhere|status_302"
            })
    void oddTokenAnswersAreToldInWords(int status, String type, String body, String words) throws Exception {
        acme.tokens =
                (request, wire) -> wire.send(EvilProvider.answer(status, type, Objects.requireNonNullElse(body, "")));

        Page page = browser.get(acme.begin(browser));

        assertThat(page.status()).isIn(400, 502);
        assertThat(page.body()).contains("Acme &amp; Sons").contains(words).doesNotContain("S3CR3T");
        assertThat(acme.stored()).isEqualTo(before);
    }

    @Test
    void anEndlessOrSilentTokenAnswerIsGivenUp() throws Exception {
        acme.tokens = (request, wire) -> wire.send(EvilProvider.json("x".repeat(2 << 20)));
        assertThat(browser.get(acme.begin(browser)).body()).contains("too_large");
        acme.tokens = (request, wire) -> wire.stall();
        assertThat(browser.get(acme.begin(browser)).body()).contains("it took too long to answer");
        assertThat(acme.stored()).isEqualTo(before);
    }

    @Test
    void aTokenThatItsProviderDoesNotAcceptIsNotStored() throws Exception {
        acme.gateway.verification = new VerificationOutcome.Refused("the provider answered with status 403");

        Page page = browser.get(acme.begin(browser));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("did not accept it in a test: the provider answered with status 403");
        assertThat(acme.stored()).isEqualTo(before);
    }

    @Test
    void anIntegrationThatIsGoneMeanwhileIsTold() throws Exception {
        String callback = acme.begin(browser);
        var integration = Objects.requireNonNull(
                acme.stores.integrations().find("dev", "acme").block(PATIENCE));
        acme.stores.integrations().delete("dev", "acme").block(PATIENCE);
        try {
            assertThat(browser.get(callback).status()).isEqualTo(404);
        } finally {
            acme.stores.integrations().create(integration).block(PATIENCE);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> acme.stores
                            .integrations()
                            .find("dev", "acme")
                            .blockOptional(PATIENCE)
                            .isPresent());
        }
    }

    private static void assertRefused(Page page, long stored) {
        assertThat(page.status()).as(page.body()).isEqualTo(400);
        assertThat(page.body()).contains("does not belong to an authorization that this browser has begun");
        assertThat(acme.stored()).isEqualTo(stored);
        assertThat(List.of(page.header("set-cookie")))
                .allMatch(cookie -> !cookie.contains("authorize-") || cookie.contains("Max-Age=0"));
    }
}
