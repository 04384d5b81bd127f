// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.Browser.button;
import static dev.sallyport.gateway.blackbox.Browser.heading;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each state of the connect page on a wide window and a phone, light and dark: readable, named, and inside its window. */
class ConnectLooksIT {

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

    @ParameterizedTest
    @EnumSource
    void everyStateOfAFormIsFitToBeSeen(Window window) throws IOException {
        Page page = window.open(site.browser());
        page.navigate(site.link("\"desk\",\"open\",\"lantern\""));
        check(page, "Connect an account", window, "list");

        page.getByText("Harbor Desk").first().click();
        check(page, "Connect Harbor Desk", window, "form");
        button(page, "Connect").click();
        assertThat(page.getByText("“Subdomain” can’t be empty.")).isVisible();
        check(page, "Connect Harbor Desk", window, "fields-wrong");
        page.getByLabel("Subdomain").fill("acme");
        page.getByLabel("Email address").fill("ann@example.com");
        page.getByLabel("API token", new Page.GetByLabelOptions().setExact(true))
                .fill("wrong");
        button(page, "Connect").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("did not accept");
        check(page, "Connect Harbor Desk", window, "refused");
        page.getByLabel("API token", new Page.GetByLabelOptions().setExact(true))
                .fill(ConnectSite.TOKEN);
        button(page, "Connect").click();
        check(page, "Harbor Desk is connected", window, "done");
    }

    @ParameterizedTest
    @EnumSource
    void signingInAndExpiredLinksAreFitToBeSeen(Window window) throws IOException {
        Page page = window.open(site.browser());
        page.navigate(site.link("\"lantern\""));
        check(page, "Connect Lantern", window, "sign-in");
        page.context()
                .route(
                        "**/oauth/connect/**",
                        route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setBody("")));
        Page popup = page.waitForPopup(() -> button(page, "Continue to Lantern").click());
        check(page, "Finish at Lantern", window, "waiting");
        popup.close();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("was closed");
        check(page, "Finish at Lantern", window, "window-closed");

        Page expired = window.open(site.browser());
        expired.navigate("http://localhost:" + site.gateway().port() + "/connect#session_token=nango_connect_session_"
                + "0".repeat(64));
        check(expired, "This link has expired", window, "expired");
    }

    @Test
    void manyCanBeSearched() throws IOException {
        for (int i = 0; i < 9; i++) {
            site.gateway().integrate("bb-none", "many" + i, "{}", ",\"display_name\":\"Choice " + i + "\"");
        }
        Page page = site.browser().desktop();
        page.navigate(site.link(String.join(
                ",",
                Stream.iterate(0, i -> i + 1)
                        .limit(9)
                        .map(i -> "\"many" + i + "\"")
                        .toList())));
        page.getByLabel("Search").fill("choice 7");

        assertThat(page.getByRole(AriaRole.LISTITEM)).hasCount(1);
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("1 account");
        check(page, "Connect an account", Window.LIGHT, "search");
    }

    @Test
    void theFocusCanBeSeen() throws IOException {
        Page page = site.browser().desktop();
        page.navigate(site.link("\"desk\",\"open\""));
        assertThat(heading(page)).hasText("Connect an account");
        page.keyboard().press("Tab");

        assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        Browser.shoot(page, "light-focus");
    }

    private static void check(Page page, String title, Window window, String state) {
        assertThat(heading(page)).hasText(title);
        window.check(page, state);
    }
}
