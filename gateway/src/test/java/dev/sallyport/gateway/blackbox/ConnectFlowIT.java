// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.Browser.button;
import static dev.sallyport.gateway.blackbox.Browser.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a session's link by way of a provider's page to a call with the new token: the jar, a browser, and a provider that checks. */
class ConnectFlowIT {

    private static final String DEAD = "{\"type\":\"OAUTH2\",\"access_token\":\"dead\",\"refresh_token\":\"gone\","
            + "\"expires_at\":\"2020-01-01T00:00:00Z\"}";

    private static ConnectSite site;

    @BeforeAll
    static void open() throws IOException {
        site = ConnectSite.open();
    }

    @AfterAll
    static void close() throws IOException {
        site.close();
    }

    @BeforeEach
    void meet() {
        site.beacon().standAlone(false);
    }

    @AfterEach
    void quiet() {
        site.browser().assertQuiet();
        assertThat(site.beaconUpstream().failures()).isEmpty();
    }

    @Test
    void signingInMakesAConnectionThatServesCalls() throws IOException {
        String link = site.link("\"beacon\"");
        Page page = open(link);
        Page popup = leave(page);
        Browser.closeBy(link(popup, "Allow"));

        assertThat(heading(page)).hasText("Beacon is connected");
        String id = site.newest().get("connection_id").asString();
        assertThat(site.newest().get("end_user").get("id").asString()).isEqualTo("ann");
        RawResponse called = route(id).get("/me");
        assertThat(called.status()).as(called.text()).isEqualTo(200);
        assertThat(called.text()).startsWith("token-of-code-");
        awaitEvent("\"operation\":\"creation\"", id);
        assertThat(heading(open(link))).hasText("This link has expired");
    }

    @Test
    void whoDeclinesMayThinkAgain() throws IOException {
        Page page = open(site.link("\"beacon\""));
        Page popup = leave(page);
        Browser.closeBy(link(popup, "Deny"));
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Access was not granted at Beacon.");

        Page second = leave(page);
        Browser.closeBy(link(second, "Allow"));

        assertThat(heading(page)).hasText("Beacon is connected");
    }

    @Test
    void aConnectionThatBrokeIsRepairedUnderItsName() throws IOException {
        Route route = site.gateway().connect("beacon", "worn", DEAD, site.beaconConfig());
        assertThat(route.get("/me").status()).isEqualTo(424);
        Page page = open(site.reconnectLink("beacon", "worn"));
        Page popup = leave(page);
        Browser.closeBy(link(popup, "Allow"));

        assertThat(heading(page)).hasText("Beacon is connected again");
        RawResponse called = route.get("/me");
        assertThat(called.status()).as(called.text()).isEqualTo(200);
        assertThat(site.gateway().metrics())
                .contains("sallyport_connections_recovered_total{provider=\"bb-consent\"} 1.0");
        awaitEvent("\"operation\":\"override\"", "worn");
    }

    @Test
    void aProviderThatCutsTheTieBetweenWindowsKeepsNobodyWaiting() throws IOException {
        site.beacon().standAlone(true);
        Page page = open(site.link("\"beacon\""));
        Page popup = leave(page);
        answer(popup, "Allow");

        assertThat(heading(page)).hasText("Beacon is connected");
        assertThat(heading(popup)).hasText("Connected");
        assertThat(popup.evaluate("opener")).isNull();
        assertThat(popup.url()).endsWith("/oauth/callback");
        assertThat(back(popup)).isHidden();
    }

    @Test
    void howAnotherWindowEndedIsNotTakenForThisOne() throws IOException {
        site.beacon().standAlone(true);
        Page page = open(site.link("\"beacon\",\"lighthouse\""));
        Page other = page.context().newPage();
        other.navigate(site.link("\"lighthouse\""));
        choose(page, "Beacon");
        leave(page);
        Page popup = leave(other);
        answer(popup, "Deny");

        assertThat(other.getByRole(AriaRole.ALERT)).containsText("Access was not granted");
        assertThat(heading(page)).hasText("Finish at Beacon");
    }

    @Test
    void whereNoWindowMayOpenTheWayLeadsBackInThisOne() throws IOException {
        Page opener = open("about:blank");
        opener.evaluate("addEventListener('message', event => (window.heard ??= []).push(event.data.type))");
        String link = site.link("\"beacon\",\"lighthouse\"");
        Page page = opener.waitForPopup(() -> opener.evaluate("link => { window.open(link) }", link));
        leaveInThisWindow(page);
        answer(page, "Deny");
        assertThat(heading(page)).hasText("Not connected");
        back(page).click();
        assertThat(heading(page)).hasText("Connect Beacon");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Access was not granted at Beacon.");

        page.reload();
        leaveInThisWindow(page);
        answer(page, "Allow");
        assertThat(heading(page)).hasText("Connected");
        back(page).click();

        assertThat(heading(page)).hasText("Beacon is connected");
        assertThat(opener.evaluate("heard")).isEqualTo(List.of("error", "connect"));
        button(page, "Connect another account").click();
        assertThat(heading(page)).hasText("Connect an account");
        page.reload();
        assertThat(heading(page)).hasText("Connect an account");
    }

    private static Page open(String address) {
        Page page = site.browser().desktop();
        page.navigate(address);
        return page;
    }

    /** From the list of several, where each is named and below that its provider. */
    private static void choose(Page page, String name) {
        page.locator("strong", new Page.LocatorOptions().setHasText(Pattern.compile("^" + name + "$")))
                .click();
    }

    private static Page leave(Page page) {
        return page.waitForPopup(() -> button(page, "Continue to Beacon").click());
    }

    private static void leaveInThisWindow(Page page) {
        choose(page, "Beacon");
        page.evaluate("window.open = () => null");
        button(page, "Continue to Beacon").click();
    }

    private static void answer(Page page, String answer) {
        link(page, answer).click();
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    private static Route route(String connection) {
        return new Route(site.gateway().port(), Gateway.KEY, "beacon", connection);
    }

    private static void awaitEvent(String operation, String connection) {
        Awaitility.await("event")
                .untilAsserted(() -> assertThat(site.beaconUpstream().received())
                        .filteredOn(request -> request.target().equals("/hook"))
                        .anySatisfy(event -> assertThat(event.bodyText())
                                .contains(operation, "\"connectionId\":\"" + connection + "\"", "\"success\":true")));
    }

    private static Locator back(Page page) {
        return page.getByText("Back to where you started");
    }
}
