// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.Browser.button;
import static dev.sallyport.gateway.blackbox.Browser.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an end user does on the connect page, in a real browser. */
class ConnectPageIT {

    private static final String APP = "{\"type\":\"APP\",\"app_id\":\"1\",\"app_link\":\"l\","
            + "\"private_key\":\"-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----\"}";

    private static ConnectSite site;

    @BeforeAll
    static void open() throws IOException {
        site = ConnectSite.open();
    }

    @AfterAll
    static void close() throws IOException {
        site.close();
    }

    @AfterEach
    void quiet() {
        site.browser().assertQuiet();
    }

    @Test
    void aFormIsFilledInWithTheKeyboardAlone() throws IOException {
        Page page = open(site.link("\"desk\""));
        assertThat(heading(page)).hasText("Connect Harbor Desk");

        tabTo(page, "Subdomain");
        page.keyboard().type("acme");
        tabTo(page, "Email address");
        page.keyboard().type("ann@example.com");
        tabTo(page, "API token");
        page.keyboard().type(ConnectSite.TOKEN);
        tabTo(page, "Region");
        page.keyboard().type("Europe");
        tabTo(page, "Connect");
        page.keyboard().press("Enter");

        assertThat(heading(page)).hasText("Harbor Desk is connected");
        assertThat(heading(page)).isFocused();
        JsonNode stored = site.newest();
        assertThat(stored.get("end_user").get("id").asString()).isEqualTo("ann");
        JsonNode full = site.connection(stored.get("connection_id").asString());
        assertThat(full.get("connection_config").get("subdomain").asString()).isEqualTo("acme");
        assertThat(full.get("connection_config").get("region").asString()).isEqualTo("Europe");
        assertThat(full.get("credentials").get("password").asString()).isEqualTo(ConnectSite.TOKEN);
        assertThat(site.provider().received().getLast().target()).isEqualTo("/me");
    }

    @Test
    void aLinkIsOfNoUseOnceItsPurposeIsServed() throws IOException {
        String link = site.link("\"open\"");
        Page page = open(link);
        button(page, "Connect").click();
        assertThat(heading(page)).hasText("Open weather data is connected");

        assertThat(heading(open(link))).hasText("This link has expired");
    }

    @Test
    void theTokenLeavesTheAddressAndAReloadStillKnowsIt() throws IOException {
        Page page = open(site.link("\"desk\""));
        assertThat(heading(page)).hasText("Connect Harbor Desk");

        assertThat(page.url()).endsWith("/connect");
        page.reload();
        assertThat(heading(page)).hasText("Connect Harbor Desk");
    }

    @Test
    void aTokenInTheQueryWorksToo() throws IOException {
        Page page = open(site.link("\"desk\"").replace('#', '?'));

        assertThat(heading(page)).hasText("Connect Harbor Desk");
        assertThat(page.url()).endsWith("/connect");
    }

    @Test
    void whatIsMissingOrWrongIsSaidBesideItsField() throws IOException {
        Page page = open(site.link("\"desk\""));
        page.getByLabel("Email address").fill("ann@example.com");
        button(page, "Connect").click();
        Locator subdomain = page.getByLabel("Subdomain");
        assertThat(subdomain).isFocused();
        assertThat(subdomain).hasAttribute("aria-invalid", "true");
        assertThat(subdomain).hasAccessibleDescription(Pattern.compile(".*“Subdomain” can’t be empty\\."));

        subdomain.fill("Not A Name");
        token(page).fill("x");
        button(page, "Connect").click();

        assertThat(subdomain).hasAccessibleDescription(Pattern.compile(".*“Subdomain” should look like acme"));
        assertThat(page.getByLabel("Email address")).not().hasAttribute("aria-invalid", "true");
        assertThat(site.provider().received())
                .noneMatch(request -> request.head().contains("Not A Name"));
    }

    @Test
    void whatTheProviderRefusesCanBeMended() throws IOException {
        Page page = open(site.link("\"desk\""));
        fill(page, "wrong-token");
        button(page, "Connect").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Harbor Desk did not accept this");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("status 401");
        assertThat(page.getByRole(AriaRole.ALERT)).isFocused();
        assertThat(page.getByLabel("Subdomain")).hasValue("acme");
        token(page).fill(" " + ConnectSite.TOKEN);
        button(page, "Connect").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("status 401");
        token(page).fill(ConnectSite.TOKEN);
        button(page, "Connect").click();
        assertThat(heading(page)).hasText("Harbor Desk is connected");
    }

    @Test
    void ofSeveralOneIsChosenAndTheWayBackIsTheBrowsers() throws IOException {
        Page page = open(site.link("\"desk\",\"open\",\"lantern\""));
        assertThat(heading(page)).hasText("Connect an account");
        assertThat(page.getByRole(AriaRole.LISTITEM)).hasCount(3);

        page.getByRole(AriaRole.BUTTON, named("Open weather data")).click();
        assertThat(heading(page)).hasText("Connect Open weather data");
        page.goBack();
        assertThat(heading(page)).hasText("Connect an account");
        page.getByRole(AriaRole.BUTTON, named("Open weather data")).click();
        button(page, "Connect").click();
        assertThat(heading(page)).hasText("Open weather data is connected");
        button(page, "Connect another account").click();
        assertThat(heading(page)).hasText("Connect an account");
    }

    @Test
    void aSecretIsShownOnlyOnDemand() throws IOException {
        Page page = open(site.link("\"desk\""));
        Locator token = token(page);
        assertThat(token).hasAttribute("type", "password");

        button(page, "Show API token").click();
        assertThat(token).hasAttribute("type", "text");
        assertThat(button(page, "Show API token")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void aReconnectGoesStraightToItsConnectionAndRepairsIt() throws IOException {
        site.gateway()
                .connect(
                        "desk",
                        "worn",
                        "{\"type\":\"BASIC\",\"username\":\"old\",\"password\":\"old\"}",
                        "{\"subdomain\":\"acme\",\"port\":\"" + site.provider().port() + "\"}");
        Page page = open(site.reconnectLink("desk", "worn"));
        assertThat(heading(page)).hasText("Reconnect Harbor Desk");
        assertThat(page.getByLabel("Subdomain")).hasValue("acme");

        fill(page, ConnectSite.TOKEN);
        button(page, "Connect").click();

        assertThat(heading(page)).hasText("Harbor Desk is connected again");
        assertThat(site.connection("worn").get("credentials").get("username").asString())
                .isEqualTo("ann@example.com");
    }

    @Test
    void whatIsOnlyImportedIsNeitherOfferedNorRepairedHere() throws IOException {
        site.gateway().integrate("bb-app", "app", "{}", ",\"credentials\":" + APP);
        site.gateway()
                .connect("app", "installed", "{\"type\":\"APP\",\"app_id\":\"1\",\"installation_id\":\"2\"}", "{}");

        assertThat(heading(open(site.link("\"app\",\"desk\"")))).hasText("Connect Harbor Desk");
        assertThat(heading(open(site.link("\"app\"")))).hasText("There is nothing to connect");
        assertThat(heading(open(site.reconnectLink("app", "installed"))))
                .hasText("This connection cannot be repaired here");
    }

    @Test
    void aLinkWithoutATokenOrWithAnUnknownOneSaysSo() {
        String address = "http://localhost:" + site.gateway().port() + "/connect";
        assertThat(heading(open(address))).hasText("This link is not complete");
        assertThat(heading(open(address + "#session_token=nango_connect_session_" + "0".repeat(64))))
                .hasText("This link has expired");
    }

    @Test
    void aSessionThatEndsMeanwhileSaysSo() throws IOException {
        String link = site.link("\"desk\"");
        Page page = open(link);
        fill(page, ConnectSite.TOKEN);
        site.gateway().controlWith(link.substring(link.indexOf('=') + 1), "DELETE", "/connect/session", "");
        button(page, "Connect").click();

        assertThat(heading(page)).hasText("This link has expired");
    }

    @Test
    void aNetworkThatIsAwayLosesNothing() throws IOException {
        Page page = open(site.link("\"desk\""));
        fill(page, ConnectSite.TOKEN);
        page.context().setOffline(true);
        button(page, "Connect").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The server can’t be reached");
        assertThat(page.getByLabel("Email address")).hasValue("ann@example.com");
        page.context().setOffline(false);
        button(page, "Connect").click();
        assertThat(heading(page)).hasText("Harbor Desk is connected");
    }

    @Test
    void theWindowThatOpenedThePageHearsHowItEnded() throws IOException {
        Page opener = site.browser().desktop();
        opener.navigate("about:blank");
        opener.evaluate("addEventListener('message', event => (window.heard ??= []).push(event.data))");
        String link = site.link("\"open\"");
        Page page = opener.waitForPopup(() -> opener.evaluate("link => { window.open(link) }", link));
        button(page, "Connect").click();
        assertThat(heading(page)).hasText("Open weather data is connected");

        assertThat(opener.evaluate("heard[0].type + ' ' + heard[0].payload.providerConfigKey"))
                .isEqualTo("connect open");
        assertThat(opener.evaluate("heard[0].payload.connectionId"))
                .isEqualTo(site.newest().get("connection_id").asString());
        Browser.closeBy(button(page, "Close this window"));
        assertThat(opener.evaluate("heard[1].type")).isEqualTo("close");
    }

    private static Page open(String address) {
        Page page = site.browser().desktop();
        page.navigate(address);
        return page;
    }

    private static void fill(Page page, String token) {
        page.getByLabel("Subdomain").fill("acme");
        page.getByLabel("Email address").fill("ann@example.com");
        token(page).fill(token);
    }

    private static Locator token(Page page) {
        return page.getByLabel("API token", new Page.GetByLabelOptions().setExact(true));
    }

    /** Presses the tabulator key until the focus is on what has this label or text. */
    private static void tabTo(Page page, String name) {
        String focused = "";
        for (int i = 0; i < 20 && !focused.startsWith(name); i++) {
            page.keyboard().press("Tab");
            focused = (String)
                    page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()");
        }
        assertThat(focused).startsWith(name);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
