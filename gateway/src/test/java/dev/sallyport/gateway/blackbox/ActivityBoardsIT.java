// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import org.junit.jupiter.api.Test;

/** The other two views: how connections are, and what limits leave. */
class ActivityBoardsIT extends OnTheActivityPage {

    @Test
    void connectionsThatNeedSomebodyComeFirst() {
        Page page = site.show("/activity/connections");

        assertThat(page.locator(".tiles a")).hasText(new String[] {"2Broken", "1Expired", "1Expiring", "4Working"});
        assertThat(page.locator(".group h2").first()).containsText("Broken");
        assertThat(line(page, "initech-finance")).containsText("invalid_grant: the refresh token was revoked");
        assertThat(line(page, "initech-finance")).containsText("22 hours ago");
        assertThat(line(page, "globex-production")).containsText("in 3 minutes");
        assertThat(line(page, "globex-production").locator("time").first()).hasAttribute("title", containing(" UTC"));
        assertThat(line(page, "T024BE7LD")).containsText("Never");
    }

    @Test
    void aConnectionLeadsToItsCalls() {
        Page page = site.show("/activity/connections");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Calls of northwind-traders"))
                .click();

        assertThat(page).hasURL(containing("/activity?integration=hubspot&connection=northwind-traders&period=24h"));
        assertThat(rows(page).first()).containsText("northwind-traders");
        page.goBack();
        assertThat(line(page, "northwind-traders")).isVisible();
    }

    @Test
    void connectionsAreFilteredByStateNameAndIntegration() {
        Page page = site.show("/activity/connections");
        page.locator(".tiles a.broken").click();
        assertThat(page).hasURL(containing("?state=broken"));
        assertThat(page.locator(".board tbody tr")).hasCount(2);
        page.getByLabel("Search connections").fill("umbr");
        assertThat(page).hasURL(containing("?state=broken&q=umbr"));
        assertThat(page.locator(".board tbody tr")).hasCount(1);
        page.getByLabel("Integration").fill("nothing");
        page.getByLabel("Integration").press("Enter");
        assertThat(page.getByText("No such connection")).isVisible();

        button(page, "Clear filters").click();

        assertThat(page.locator(".board tbody tr")).hasCount(8);
        assertThat(page.getByLabel("Search connections")).hasValue("");
    }

    @Test
    void quotasShowWhoIsBlockedAndWhoWaitsFirst() {
        Page page = site.show("/activity/quotas");

        assertThat(page.locator(".board tbody th .name"))
                .hasText(new String[] {"search", "tier 3: chat.postMessage", "daily", "core", "concurrent"});
        assertThat(line(page, "search")).containsText("Blocked for");
        assertThat(line(page, "search")).containsText("3 calls");
        assertThat(line(page, "daily")).containsText("11,789 of 100,000");
        assertThat(line(page, "daily")).containsText("Nearly spent");
        assertThat(line(page, "daily").locator("rect.left")).hasAttribute("width", "11.789%");
        assertThat(line(page, "concurrent")).containsText("not known");
    }

    @Test
    void quotasAreCountedDownAndAskedForAgain() {
        Page page = site.show("/activity/quotas");
        Locator resets = line(page, "core").locator("[data-label=Resets]");
        String before = resets.textContent();
        line(page, "core").getByRole(AriaRole.LINK).focus();
        assertThat(resets).not().hasText(before);
        site.stub()
                .answer(
                        "/quotas",
                        new Answer(
                                200,
                                "{\"data\":[{\"bucket\":\"core\",\"integration\":\"github-prod\",\"connection\":\"acme-eu\",\"limit\":10,"
                                        + "\"remaining\":4,\"reset_at\":null,\"blocked_until\":null,\"waiting\":2}]}"));

        assertThat(line(page, "core")).containsText("4 of 10");
        assertThat(line(page, "core")).containsText("2 calls");
        assertThat(page.locator(".board tbody tr")).hasCount(1);
        assertThat(line(page, "core").getByRole(AriaRole.LINK)).isFocused();
    }

    @Test
    void whenTheStoreIsAwayWhatWasKnownStays() {
        Page page = site.show("/activity/quotas");
        assertThat(line(page, "core")).isVisible();
        site.stub().answer("/quotas", Answer.error(503, "store_unavailable", "away"));

        assertThat(page.locator(".fresh")).hasText("The store is away; this is what was known before");
        assertThat(line(page, "core")).isVisible();
    }

    @Test
    void emptyViewsSayWhatToDo() {
        site.stub().answer("/quotas", new Answer(200, "{\"data\":[]}"));
        site.stub().answer("/connections", new Answer(200, "{\"data\":[],\"next_cursor\":null}"));
        Page page = site.show("/activity/quotas");
        assertThat(page.getByText("The gateway learns them from providers’ answers."))
                .isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Connections"))
                .click();

        assertThat(page.getByText("Import one with POST /connections")).isVisible();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Connections");
        assertThat(page.title()).isEqualTo("Connections · Sallyport");
    }

    private static Locator line(Page page, String name) {
        return page.locator(".board tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(".name", new Page.LocatorOptions().setHasText(name))));
    }
}
