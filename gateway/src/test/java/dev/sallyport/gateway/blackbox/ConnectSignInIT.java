// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.Browser.button;
import static dev.sallyport.gateway.blackbox.Browser.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in at a provider in a window of its own, as the connect page sees it. */
class ConnectSignInIT {

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
    void signingInHappensInAWindowOfItsOwnWhichTellsHowItEnded() throws IOException {
        Page page = open(site.link("\"lantern\""));
        Page popup = page.waitForPopup(() -> button(page, "Continue to Lantern").click());
        assertThat(popup.url()).contains("/oauth/connect/lantern?connect_session_token=nango_connect_session_");
        assertThat(heading(page)).hasText("Finish at Lantern");

        popup.evaluate(
                "opener.postMessage({source: 'sallyport', type: 'failed', error: {code: 'access_denied', message: 'You said no.'}}, origin)");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("You said no.");
        Page second =
                page.waitForPopup(() -> button(page, "Continue to Lantern").click());
        second.evaluate(
                "new BroadcastChannel('sallyport-authorize').postMessage({source: 'sallyport', type: 'connected', integration: 'lantern', connection_id: 'c'})");
        assertThat(heading(page)).hasText("Lantern is connected");
    }

    @Test
    void aWindowThatIsClosedEarlyIsNoticed() throws IOException {
        Page page = open(site.link("\"lantern\""));
        Page popup = page.waitForPopup(() -> button(page, "Continue to Lantern").click());
        popup.close();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The window was closed");
        button(page, "Cancel").click();
        assertThat(heading(page)).hasText("Connect Lantern");
    }

    @Test
    void whereNoWindowMayOpenSigningInHappensInThisOne() throws IOException {
        Page page = open(site.link("\"lantern\""));
        page.evaluate("window.open = () => null");
        button(page, "Continue to Lantern").click();

        page.waitForURL("**/oauth/connect/lantern?**");
    }

    /** Where the provider's page is one that does nothing. */
    private static Page open(String address) {
        Page page = site.browser().desktop();
        FulfillOptions provider =
                new FulfillOptions().setContentType("text/html").setBody("<title>Provider</title>");
        page.context().route("**/oauth/connect/**", route -> route.fulfill(provider));
        page.navigate(address);
        return page;
    }
}
