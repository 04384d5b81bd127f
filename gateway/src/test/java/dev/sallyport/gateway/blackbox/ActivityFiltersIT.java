// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.choice;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.row;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is asked for stands in the address, in the controls and in the question to the API, and is the same in all three. */
class ActivityFiltersIT extends OnTheActivityPage {

    @Test
    void anAddressThatWasSharedShowsWhatItSays() {
        Page page = site.show(
                "/activity?outcome=failed&status=4xx&integration=hubspot&method=GET&error=rate_limited&period=24h");

        assertThat(rows(page)).hasCount(1);
        assertThat(choice(page, "Failed")).isChecked();
        assertThat(choice(page, "24 h")).isChecked();
        assertThat(page.locator(".chip")).hasCount(5);
        assertThat(page.locator(".opener")).hasAttribute("data-count", "4");
        assertThat(asked("/api/activity?"))
                .contains("outcome=failed", "status=4xx", "integration=hubspot", "method=GET", "error=rate_limited");
        assertThat(asked("/api/activity/histogram?")).contains("status=4xx", "bars=");
        assertThat(asked("/api/activity/stream")).contains("integration=hubspot");
        Instant from = Instant.parse(params(asked("/api/activity?")).get("from"));
        assertThat(Duration.between(from, Instant.now())).isBetween(Duration.ofHours(24), Duration.ofMinutes(1442));
    }

    @Test
    void controlsWriteTheAddressAndBackTakesThemBack() {
        Page page = site.show("/activity");
        choice(page, "Failed").check();
        assertThat(page).hasURL(containing("?outcome=failed"));
        button(page, "Filters").click();
        integration(page).fill("hubspot");
        integration(page).press("Enter");
        assertThat(page).hasURL(containing("?outcome=failed&integration=hubspot"));
        page.getByLabel("Method").selectOption("GET");
        assertThat(page).hasURL(containing("&method=GET"));
        page.goBack();
        page.goBack();

        assertThat(page).hasURL(containing("/activity?outcome=failed"));
        assertThat(integration(page)).hasValue("");
        assertThat(page.locator(".chip")).hasText(new String[] {"Outcomefailed×"});
        page.goForward();
        assertThat(integration(page)).hasValue("hubspot");
        assertThat(row(page, "rate_limited")).isVisible();
    }

    @Test
    void chipsAreTakenAwayOneByOneOrAllAtOnce() {
        Page page = site.show("/activity?q=contacts&outcome=failed&provider=hubspot&from=2020-01-01T00:00:00Z");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Provider hubspot: take away"))
                .click();
        assertThat(page)
                .hasURL(site.stub().origin() + "/activity?q=contacts&outcome=failed&from=2020-01-01T00%3A00%3A00Z");
        button(page, "Clear all").click();

        assertThat(page).hasURL(site.stub().origin() + "/activity");
        assertThat(page.getByLabel("Search calls")).hasValue("");
        assertThat(page.locator(".chip")).hasCount(0);
    }

    @Test
    void textIsSearchedWhileItIsTyped() {
        Page page = site.show("/activity");
        page.getByLabel("Search calls").pressSequentially("objects/contacts");

        assertThat(page).hasURL(containing("?q=objects%2Fcontacts"));
        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page)).containsText("rate_limited");
    }

    @Test
    void drawingOverTheChartChoosesThatPartOfThePeriod() {
        Page page = site.show("/activity");
        assertThat(page.locator(".plot g").first()).isAttached();
        BoundingBox plot = page.locator(".plot").boundingBox();
        page.mouse().move(plot.x + plot.width / 2 + 2, plot.y + 20);
        page.mouse().down();
        page.mouse().move(plot.x + plot.width * 3 / 4 - 2, plot.y + 30);
        assertThat(page.locator(".shade")).isVisible();
        page.mouse().up();

        assertThat(page).hasURL(containing("from="));
        Map<String, String> params = params(page.url());
        Duration chosen = Duration.between(Instant.parse(params.get("from")), Instant.parse(params.get("to")));
        assertThat(chosen).isBetween(Duration.ofMinutes(14), Duration.ofMinutes(16));
        assertThat(choice(page, "Custom")).isChecked();
        assertThat(page.locator(".chip")).containsText("Time");
        assertThat(asked("/api/activity?")).contains("from=" + encoded(params, "from"), "to=" + encoded(params, "to"));
        assertThat(page.locator(".live")).hasText("Not live");
        page.goBack();
        assertThat(choice(page, "1 h")).isChecked();
    }

    @Test
    void theChartsEdgesAreMovedWithTheKeyboard() {
        Page page = site.show("/activity");
        assertThat(page.locator(".plot g").first()).isAttached();
        Locator begin = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("Beginning of the period"));
        Locator end = page.getByRole(AriaRole.SLIDER, new Page.GetByRoleOptions().setName("End of the period"));
        begin.focus();
        page.keyboard().press("Shift+ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(begin).hasAttribute("aria-valuenow", "11");
        page.keyboard().press("Tab");
        assertThat(end).isFocused();
        page.keyboard().press("Shift+ArrowLeft");
        assertThat(end).hasAttribute("aria-valuenow", "80");
        assertThat(page.locator(".histogram .hint")).containsText("Enter applies it");
        page.keyboard().press("Enter");

        assertThat(page).hasURL(containing("from="));
        Map<String, String> params = params(page.url());
        assertThat(Duration.between(Instant.parse(params.get("from")), Instant.parse(params.get("to"))))
                .isBetween(Duration.ofMinutes(45), Duration.ofMinutes(47));
    }

    @Test
    void escapeLeavesThePeriodAsItIs() {
        Page page = site.show("/activity");
        assertThat(page.locator(".plot g").first()).isAttached();
        page.getByRole(AriaRole.SLIDER).first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".shade")).isVisible();
        page.keyboard().press("Escape");

        assertThat(page.locator(".shade")).isHidden();
        assertThat(page).hasURL(site.stub().origin() + "/activity");
    }

    @Test
    void ownTimesAreEnteredInTheReadersZone() {
        Page page = site.show("/activity");
        choice(page, "Custom").check();
        page.getByLabel("From").fill("2026-03-01T10:00:07");
        page.getByLabel("From").press("Enter");

        Object expected = page.evaluate("new Date('2026-03-01T10:00:07').toISOString()");
        assertThat(page).hasURL(containing("from=" + expected.toString().replace(":", "%3A")));
        assertThat(page.locator(".live")).hasText("Live");
    }

    @Test
    void whereNothingIsFoundTheWayOnIsTold() {
        Page page = site.show("/activity?q=nothing-like-this");
        assertThat(page.getByText("No such call in the last 1 h")).isVisible();
        button(page, "Look at the last 7 d").click();
        assertThat(page).hasURL(containing("?q=nothing-like-this&period=7d"));
        button(page, "Clear filters").click();

        assertThat(rows(page).first()).isVisible();
        assertThat(page).hasURL(containing("/activity?period=7d"));
    }

    @Test
    void aRefusedQuestionIsToldInTheGatewaysWords() {
        site.stub()
                .answer("", Answer.error(400, "invalid_query_params", "status: 99x (expected: 404, 4xx or 400-499)"));
        site.stub().answer("/session", new Answer(200, "{\"data\":{\"environment\":\"dev\",\"may_replay\":true}}"));
        Page page = site.show("/activity?status=99x");

        assertThat(page.locator(".foot")).containsText("status: 99x (expected: 404, 4xx or 400-499)");
    }

    private static Locator integration(Page page) {
        return page.getByLabel("Integration", new Page.GetByLabelOptions().setExact(true));
    }

    /** The last question that begins so. */
    private static String asked(String path) {
        return site.stub().asked().stream()
                .filter(asked -> asked.startsWith("GET " + path))
                .reduce("", (_, last) -> last);
    }

    private static Map<String, String> params(String address) {
        return Arrays.stream(URI.create(address.replace("GET ", "").split(" ", 2)[0])
                        .getRawQuery()
                        .split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static String encoded(Map<String, String> params, String name) {
        return String.valueOf(params.get(name)).replace(":", "%3A");
    }
}
