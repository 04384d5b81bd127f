// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static dev.sallyport.gateway.blackbox.ActivitySite.row;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** New calls come by themselves, but never under the eyes of somebody who reads; old ones are searched for, however far. */
class ActivityTailIT extends OnTheActivityPage {

    private static final int PAGE = 100;

    @Test
    void newCallsComeOnTopNewestFirst() {
        Page page = live("/activity");
        push("/proxy/first", 200);
        push("/proxy/second", 503);

        assertThat(rows(page).nth(0)).containsText("/second");
        assertThat(rows(page).nth(0)).containsText("503");
        assertThat(rows(page).nth(1)).containsText("/first");
        assertThat(more(page)).isHidden();
    }

    @Test
    void followingBeginsAtTheNewestCallOfTheList() {
        live("/activity?integration=hubspot");

        assertThat(site.stub().asked())
                .anySatisfy(asked -> assertThat(asked)
                        .isEqualTo("GET /api/activity/stream?integration=hubspot after "
                                + site.stub().data().id("spent")));
    }

    @Test
    void whileSomebodyScrollsNewCallsAreCountedAndWait() {
        Page page = live("/activity");
        String top = rows(page).first().textContent();
        page.mouse().move(600, 500);
        page.mouse().wheel(0, 600);
        assertThat(page.locator(".live")).hasText("Paused while you read");
        for (int i = 0; i < 12; i++) {
            push("/proxy/while-reading/" + i, 200);
        }
        assertThat(more(page)).hasText("12 new calls");
        assertThat(rows(page).first()).hasText(top);

        more(page).click();

        assertThat(rows(page).first()).containsText("/while-reading/11");
        assertThat(rows(page)).hasCount(PAGE + 12);
        assertThat(more(page)).isHidden();
        assertThat(page.locator(".live")).hasText("Live");
        assertThat(page.evaluate("scrollY")).isEqualTo(0);
    }

    @Test
    void anOpenRecordHoldsThemBackUntilItIsClosed() {
        Page page = live("/activity");
        row(page, "rate_limited").click();
        assertThat(record(page)).containsText("HubSpot’s limit");
        push("/proxy/behind-a-record", 200);
        assertThat(more(page)).hasText("1 new call");

        page.keyboard().press("Escape");

        assertThat(rows(page).first()).containsText("/behind-a-record");
        assertThat(more(page)).isHidden();
    }

    @Test
    void pausingHoldsThemBackAndGoingOnShowsThem() {
        Page page = live("/activity");
        page.keyboard().press("p");
        assertThat(page.locator(".live")).hasText("Paused");
        assertThat(page.locator(".live")).hasAttribute("aria-pressed", "false");
        push("/proxy/paused", 200);
        assertThat(more(page)).hasText("1 new call");
        page.keyboard().press("n");
        assertThat(rows(page).first()).containsText("/paused");
        push("/proxy/paused-again", 200);
        assertThat(more(page)).hasText("1 new call");

        page.locator(".live").click();

        assertThat(rows(page).first()).containsText("/paused-again");
    }

    @Test
    void aStreamThatEndsIsTakenUpWhereItWas() {
        Page page = live("/activity");
        JsonNode last = push("/proxy/before-the-break", 200);
        assertThat(rows(page).first()).containsText("/before-the-break");
        site.stub().answer("/stream", Answer.error(503, "store_unavailable", "away"));
        site.stub().dropFollowers();
        assertThat(page.locator(".live")).containsText("Reconnecting in");
        site.stub().answer("/stream", null);

        awaitFollower();
        push("/proxy/after-the-break", 200);

        assertThat(rows(page).first()).containsText("/after-the-break");
        assertThat(site.stub().asked().stream().filter(asked -> asked.startsWith("GET /api/activity/stream")))
                .last()
                .isEqualTo("GET /api/activity/stream after " + last.get("id").asString());
    }

    @Test
    void nobodyFollowsAPeriodThatHasEnded() {
        Page page = site.show("/activity?from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z");

        assertThat(rows(page)).hasCount(PAGE);
        assertThat(page.locator(".live")).hasText("Not live");
        assertThat(page.locator(".live")).isDisabled();
        assertThat(site.stub().asked()).noneMatch(asked -> asked.contains("/stream"));
    }

    @Test
    void olderCallsAreLoadedByTheCursor() {
        Page page = live("/activity");
        assertThat(rows(page)).hasCount(PAGE);
        button(page, "Load older").click();
        assertThat(rows(page)).hasCount(2 * PAGE);
        button(page, "Load older").click();

        assertThat(page.locator(".foot")).containsText("No other calls since");
        assertThat(rows(page)).hasCount(site.stub().data().search(Map.of()).size());
        assertThat(site.stub().asked()).anyMatch(asked -> asked.contains("cursor=100"));
    }

    @Test
    void aSearchGoesOnByItselfOverEmptyPages() {
        site.stub().answers().emptyPages(3);
        Page page = site.show("/activity?q=contacts");

        assertThat(row(page, "rate_limited")).isVisible();
        assertThat(site.stub().asked().stream().filter(asked -> asked.contains("cursor=0")))
                .hasSize(3);
    }

    @Test
    void aSearchThatFindsNothingTellsHowFarItCameAndCanBeStopped() {
        site.stub().answers().emptyPages(Integer.MAX_VALUE);
        Page page = site.show("/activity?q=contacts");
        assertThat(page.locator(".foot")).containsText("Searched back to");
        button(page, "Stop").click();
        assertThat(page.locator(".foot")).containsText("Stopped. Searched back to");

        site.stub().answers().emptyPages(0);
        button(page, "Search on").click();

        assertThat(row(page, "rate_limited")).isVisible();
    }

    @Test
    void theFirstCallOfAllTakesTheWordsAway() {
        Page page = live("/activity?q=first-of-all");
        assertThat(page.getByText("No such call in the last 1 h")).isVisible();
        push("/proxy/first-of-all", 200);

        assertThat(rows(page)).hasCount(1);
        assertThat(page.getByText("No such call in the last 1 h")).isHidden();
    }

    private static Page live(String address) {
        Page page = site.show(address);
        assertThat(page.locator(".live")).hasText("Live");
        awaitFollower();
        return page;
    }

    private static void awaitFollower() {
        Awaitility.await("somebody follows")
                .atMost(Duration.ofSeconds(15))
                .until(() -> site.stub().followers() == 1);
    }

    private static JsonNode push(String path, int status) {
        JsonNode call = site.stub().data().next(path, status);
        site.stub().push(call);
        return call;
    }

    private static Locator more(Page page) {
        return page.locator("button.more");
    }
}
