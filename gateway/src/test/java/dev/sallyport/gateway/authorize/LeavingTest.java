// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.gateway.authorize.Browser.Page;
import java.net.HttpCookie;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way out: who is let go, where to, and with what. */
class LeavingTest {

    private static final Duration STATE_TTL = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static EvilProvider acme;

    private final Browser browser = new Browser();

    @BeforeAll
    static void start() throws Exception {
        acme = new EvilProvider(directory, """
                authorization_params: {access_type: offline, tenant: '${connectionConfig.subdomain}', none: '${connectionConfig.x}'}
                connection_config:
                  subdomain: {type: string, title: Subdomain, pattern: '^[a-z]+$'}
                  realm: {type: string, automated: true}
                """, STATE_TTL);
        acme.session("over", Instant.now().minusSeconds(1), List.of());
        acme.session("elsewhere", Instant.now().plusSeconds(600), List.of("other"));
    }

    @AfterAll
    static void stop() throws Exception {
        acme.close();
    }

    @Test
    void goesToTheProviderWithEverythingItNeeds() throws Exception {
        Page page = leave("acme?connect_session_token=good&params[subdomain]=blue&ignored=1");

        assertThat(page.status()).isEqualTo(302);
        assertThat(page.location().toString())
                .matches("http://127\\.0\\.0\\.1:\\d+/authorize\\?client_id=the-id&response_type=code"
                        + "&redirect_uri=http%3A%2F%2F127\\.0\\.0\\.1%3A\\d+%2Foauth%2Fcallback&scope=read%20write"
                        + "&access_type=offline&tenant=blue&state=[A-Za-z0-9_-]{86}"
                        + "&code_challenge=[A-Za-z0-9_-]{43}&code_challenge_method=S256");
        assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void leavesACookieThatScriptsAndOtherSitesCannotUse() throws Exception {
        Page page = leave("acme?connect_session_token=good&params[subdomain]=blue");

        assertThat(page.header("set-cookie"))
                .matches("sallyport-authorize-[A-Za-z0-9_-]{12}=[A-Za-z0-9_-]{43}; Max-Age=2; Expires=[^;]+;"
                        + " Path=/oauth/callback; HTTPOnly; SameSite=Lax");
        assertThat(browser.cookies())
                .singleElement()
                .extracting(HttpCookie::isHttpOnly)
                .isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme|401|no longer valid",
                "acme?connect_session_token=|401|no longer valid",
                "acme?connect_session_token=unknown|401|no longer valid",
                "acme?connect_session_token=over|401|no longer valid",
                "acme?connect_session_token=elsewhere|404|no such integration",
                "nothing?connect_session_token=good|404|no such integration",
                "acme?connect_session_token=good|400|Subdomain: missing (expected: text that matches",
                "acme?connect_session_token=good&params[subdomain]=EVIL.example%2F|400|Subdomain: not acceptable",
                "acme?connect_session_token=good&params[subdomain]=a&params[realm]=b|400|asks for no field of that name",
                "acme?connect_session_token=good&params[subdomain]=a&params[x]=b|400|asks for no field of that name"
            })
    void whoMayNotGoIsToldWhy(String target, int status, String words) throws Exception {
        Page page = leave(target);

        assertThat(page.status()).as(page.body()).isEqualTo(status);
        assertThat(page.body())
                .contains(words)
                .contains("&quot;integration&quot;:&quot;" + target.replaceFirst("\\?.*", "") + "&quot;")
                .doesNotContain("EVIL");
        assertThat(page.header("location")).isEmpty();
        assertThat(page.header("set-cookie")).isEmpty();
    }

    @Test
    void aStateEndsWithItsTime() throws Exception {
        String callback = acme.begin(browser);
        Instant end = Instant.now().plus(STATE_TTL);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Instant.now().isAfter(end));

        Page page = browser.get(callback);
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("took too long");
        assertThat(acme.stored()).isZero();
    }

    /** Framing, referrers, caches, scripts of others: each has a header against it. */
    @Test
    void pagesAreSealedOff() throws Exception {
        Page page = leave("acme");

        assertThat(page.header("content-security-policy"))
                .matches("default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'");
        assertThat(page.header("x-frame-options")).isEqualTo("DENY");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.header("content-type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.body()).contains("data-origin=\"" + acme.gateway.url() + "\"");
    }

    private Page leave(String target) throws Exception {
        // The client's own URI class refuses brackets and broken escapes.
        return browser.get(acme.gateway.url() + "/oauth/connect/"
                + target.replace("[", "%5B").replace("]", "%5D"));
    }
}
