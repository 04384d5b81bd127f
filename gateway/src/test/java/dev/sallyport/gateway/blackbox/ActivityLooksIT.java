// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.choice;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each state of the activity page on a wide window and a phone, light and dark: readable, named, and inside its window. */
class ActivityLooksIT extends OnTheActivityPage {

    @ParameterizedTest
    @EnumSource
    void callsAreFitToBeSeen(Window window) {
        Page page = site.show(window.open(site.browser()), "/activity?outcome=failed&period=24h");
        assertThat(rows(page).first()).isVisible();
        assertThat(page.locator(".live")).hasText("Live");
        button(page, "Filters").click();
        window.check(page, "activity-calls");
        choice(page, "Custom").check();
        window.check(page, "activity-calls-custom");
        page.getByLabel("Search calls").fill("nothing-like-this");
        assertThat(page.getByText("No such call")).isVisible();
        window.check(page, "activity-calls-none");
    }

    @ParameterizedTest
    @EnumSource
    void recordsAreFitToBeSeen(Window window) {
        for (String name : List.of("retried", "spent", "broken", "hostile", "slow")) {
            Page page = site.show(
                    window.open(site.browser()),
                    "/activity?record=" + site.stub().data().id(name));
            assertThat(record(page).locator("h2")).isVisible();
            assertThat(rows(page).first()).isVisible();
            window.check(page, "activity-record-" + name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void replaysAreFitToBeSeen(Window window) {
        Page page = site.show(
                window.open(site.browser()),
                "/activity?record=" + site.stub().data().id("created"));
        button(page, "Replay").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        window.check(page, "activity-replay-asked");
        button(page, "Send POST again").click();
        assertThat(record(page).locator(".sides")).isVisible();
        window.check(page, "activity-replayed");
    }

    @ParameterizedTest
    @EnumSource
    void boardsAndTheSignInAreFitToBeSeen(Window window) {
        Page page = site.visit(window.open(site.browser()), "/activity/connections");
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is no key yet");
        window.check(page, "activity-sign-in");
        page.getByLabel("API key").fill(ActivityStub.KEY);
        button(page, "Sign in").click();
        Locator lines = page.locator(".board tbody tr");
        assertThat(lines.first()).isVisible();
        window.check(page, "activity-connections");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Quotas"))
                .click();
        assertThat(page.getByText("Blocked for")).isVisible();
        window.check(page, "activity-quotas");
    }
}
