// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static dev.sallyport.gateway.blackbox.ActivitySite.row;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What somebody learns of one call, and can take along. */
class ActivityRecordIT extends OnTheActivityPage {

    @Test
    void aCallTellsWhatHappenedAndWhatToDo() {
        Page page = site.show("/activity");
        row(page, "rate_limited").click();

        assertThat(page).hasURL(containing("/activity?record=" + id("spent")));
        assertThat(record(page).locator(".what")).containsText("HubSpot’s limit for northwind-traders is spent");
        assertThat(record(page).locator(".todo")).containsText("Come back after 42 s");
        assertThat(record(page).locator(".decisions li")).hasText(new String[] {
            "+2.38 sNot sent again: the provider asks for more time than the call has hint_beyond_deadline"
        });
        assertThat(section(page, "Error")).containsText("retry_after_ms41250");
        assertThat(section(page, "Error").locator("pre")).containsText("You have reached your secondly limit.");
        assertThat(section(page, "Response headers")).containsText("retry-after42");
        assertThat(section(page, "Call")).containsText("214 B received");
    }

    @Test
    void theWaterfallHasEachPartAtItsTime() {
        Page page = open("retried");

        assertThat(record(page).locator(".line .name")).hasText(new String[] {
            "Doorkey checked",
            "Storeconnection found",
            "Attempt 1503",
            "Pausebefore the next",
            "Attempt 2401",
            "Credentialrenewed",
            "Attempt 3200",
            "Bodypassed on"
        });
        Locator lines = record(page).locator(".line");
        assertThat(lines.nth(2).locator("rect")).hasCount(2);
        assertThat(share(lines.nth(5), "x")).isBetween(897 * 100 / 2871.0 - 0.1, 897 * 100 / 2871.0 + 0.1);
        assertThat(share(lines.nth(5), "width")).isBetween(1104 * 100 / 2871.0 - 0.1, 1104 * 100 / 2871.0 + 0.1);
        assertThat(share(lines.nth(7), "x") + share(lines.nth(7), "width")).isBetween(99.9, 100.1);
        assertThat(record(page).locator("tbody tr")).hasCount(3);
        assertThat(record(page).locator("tbody tr").nth(1)).containsText("401");
    }

    @Test
    void aCallThatWasNeverSentSaysSo() {
        Page page = open("broken");

        assertThat(record(page).locator(".what")).containsText("Nothing was sent: the connection is broken");
        assertThat(section(page, "Response headers")).containsText("There was no answer.");
        assertThat(record(page).locator(".line")).hasCount(2);
    }

    @Test
    void aTruncatedAnswerCountsAsFailedWhateverItsStatus() {
        Page page = site.show("/activity?outcome=failed&integration=box-archive");

        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page).locator(".code")).hasText("failed, 200");
        assertThat(rows(page).locator(".error")).hasText("truncated");
    }

    @Test
    void asCurlItHasNoSecretAndAShellTakesItAsItIs() {
        Page page = open("good");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        button(page, "Copy as curl").click();
        assertThat(button(page, "Copied")).isVisible();

        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo("""
                        curl -sS --globoff -X 'GET' "${SALLYPORT_URL:-http://localhost:8080}"'/proxy/repos/acme/website/issues?state=open&per_page=50' \\
                          -H "Authorization: Bearer $SALLYPORT_KEY" \\
                          -H 'Provider-Config-Key: github-prod' \\
                          -H 'Connection-Id: acme-eu' \\
                          -H 'accept: application/json' \\
                          -H 'user-agent: acme-sync/4.2 (it'\\''s fine)' \\
                          -H 'retries: 3'""");
    }

    @Test
    void whereTheBrowserHasNoClipboardCopyingWorksToo() {
        Page page = open("good");
        page.evaluate("""
                () => {
                  navigator.clipboard.writeText = () => Promise.reject(new Error());
                  document.addEventListener('copy', () => { window.copied = document.activeElement.value; });
                }""");
        button(page, "Copy trace id").click();

        assertThat(button(page, "Copied")).isVisible();
        assertThat(page.evaluate("window.copied").toString()).startsWith("4bf92f3577b34da6a3ce929d0e");
    }

    @Test
    void itsTraceIsALinkToWhereTheGatewaySays() {
        Page page = open("good");
        Locator link = record(page).getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Open trace"));

        assertThat(link).hasAttribute("href", Pattern.compile("https://jaeger\\.example\\.com/trace/4bf9\\w+"));
        assertThat(link).hasAttribute("rel", "noopener noreferrer");
    }

    @Test
    void markupInWhatStrangersWroteIsShownAsText() {
        Page page = open("hostile");

        assertThat(record(page).locator("h2"))
                .hasText("GET /proxy/<img src=x onerror=alert(1)>/<script>alert(2)</script>");
        assertThat(record(page).locator(".what")).containsText("<em>not found</em>");
        assertThat(record(page).locator("pre")).containsText("<script>alert(4)</script>");
        assertThat(section(page, "Request headers")).containsText("<i>header</i>");
        assertThat(row(page, "<b>bold</b>")).isVisible();
        assertThat(page.locator("main :is(script, img, b b, i), #record :is(script, img, em, i, u)"))
                .hasCount(0);
    }

    @Test
    void itsConnectionLeadsToTheOthersOfIt() {
        Page page = open("spent");
        record(page)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("northwind-traders"))
                .click();

        assertThat(page).hasURL(site.stub().origin() + "/activity?connection=northwind-traders");
        assertThat(record(page)).isHidden();
        assertThat(rows(page).first()).containsText("northwind-traders");
    }

    @Test
    void aRecordThatIsGoneIsToldAndTheListStays() {
        Page page = site.show("/activity?record=0-0");

        assertThat(record(page)).containsText("This call is not kept (any more)");
        assertThat(rows(page).first()).isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Close this call"))
                .click();
        assertThat(record(page)).isHidden();
        assertThat(page).hasURL(site.stub().origin() + "/activity");
    }

    @Test
    void timesAreTheReadersAndUtcIsBeside() {
        Page page = open("good");
        String started = site.stub().data().find(id("good")).get("started_at").asString();

        assertThat(row(page, "/repos/acme/website/issues").locator("time")).hasAttribute("datetime", started);
        assertThat(row(page, "/repos/acme/website/issues").locator("time"))
                .hasAttribute("title", containing(started.substring(11, 19)));
        assertThat(record(page).locator("time").first()).hasAttribute("title", containing(" UTC"));
    }

    private static Page open(String name) {
        Page page = site.show("/activity?record=" + id(name));
        assertThat(record(page).locator("h2")).isVisible();
        assertThat(rows(page).first()).isVisible();
        return page;
    }

    private static String id(String name) {
        return site.stub().data().id(name);
    }

    private static Locator section(Page page, String title) {
        return record(page)
                .locator("section")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(title).setExact(true))));
    }

    private static double share(Locator line, String attribute) {
        return Double.parseDouble(
                line.locator("rect").last().getAttribute(attribute).replace("%", ""));
    }
}
