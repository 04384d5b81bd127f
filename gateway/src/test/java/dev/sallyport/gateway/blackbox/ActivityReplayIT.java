// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sending a recorded call again. */
class ActivityReplayIT extends OnTheActivityPage {

    @Test
    void aReadIsSentAtOnceAndTheTwoAnswersStandSideBySide() {
        Page page = open("spent");
        button(page, "Replay").click();

        assertThat(answers(page).locator("h3")).hasText("It was 429, now it is 200");
        assertThat(side(page, "Then")).containsText("You have reached your secondly limit.");
        assertThat(side(page, "Now")).containsText("{\"ok\":true}");
        assertThat(replays())
                .containsExactly("POST /api/activity/records/" + id("spent")
                        + "/replay {\"unsafe\":false,\"body\":null,\"content_type\":null}");
        side(page, "Now").getByText("Open its record").click();
        assertThat(page).hasURL(containing("record=" + id("good")));
        assertThat(record(page).locator("h2")).containsText("/proxy/repos/acme/website/issues");
    }

    @Test
    void aWriteIsAskedAboutFirstAndCancellingSendsNothing() {
        Page page = open("created");
        button(page, "Replay").click();
        assertThat(dialog(page)).containsText("POST can change something at slack.com");
        assertThat(button(page, "Cancel")).isFocused();
        page.keyboard().press("Enter");
        assertThat(dialog(page)).isHidden();
        button(page, "Replay").click();
        page.keyboard().press("Escape");
        assertThat(dialog(page)).isHidden();

        assertThat(replays()).isEmpty();
        assertThat(record(page)).isVisible();
    }

    @Test
    void aWriteCanBeGivenABody() {
        Page page = open("created");
        button(page, "Replay").click();
        page.getByLabel("Body").fill("{\"text\":\"hello\"}");
        assertThat(page.getByLabel("Content type")).hasValue("application/json");
        button(page, "Send POST again").click();

        assertThat(side(page, "Now")).containsText("200");
        assertThat(replays())
                .containsExactly(
                        "POST /api/activity/records/" + id("created")
                                + "/replay {\"unsafe\":true,\"body\":\"{\\\"text\\\":\\\"hello\\\"}\",\"content_type\":\"application/json\"}");
    }

    @Test
    void aKeyThatMayNotReplaySaysWhatItLacks() {
        site.stub().answers().mayReplay(false);
        Page page = open("spent");

        assertThat(button(page, "Replay")).isDisabled();
        assertThat(answers(page)).containsText("it lacks the scope environment:proxy");
    }

    @Test
    void anAddressThatWasMaskedCannotBeSentAgain() {
        Page page = open("masked");

        assertThat(button(page, "Replay")).isDisabled();
        assertThat(answers(page)).containsText("part of its address was not recorded");
    }

    @Test
    void aRefusalIsToldAndCanBeTriedAgain() {
        site.stub()
                .answer(
                        "/records/" + id("spent") + "/replay",
                        Answer.error(400, "invalid_body", "the connection is gone (expected: one that exists)"));
        Page page = open("spent");
        button(page, "Replay").click();
        assertThat(answers(page)).containsText("This call cannot be replayed");
        assertThat(answers(page)).containsText("the connection is gone (expected: one that exists)");

        site.stub().answer("/records/" + id("spent") + "/replay", null);
        button(page, "Replay").click();

        assertThat(answers(page).locator("h3")).hasText("It was 429, now it is 200");
    }

    private static Page open(String name) {
        Page page = site.show("/activity?record=" + id(name));
        assertThat(record(page).locator("h2")).isVisible();
        return page;
    }

    private static String id(String name) {
        return site.stub().data().id(name);
    }

    private static Locator answers(Page page) {
        return record(page).locator(".answers");
    }

    private static Locator side(Page page, String name) {
        return page.getByRole(
                AriaRole.GROUP, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }

    private static List<String> replays() {
        return site.stub().asked().stream()
                .filter(asked -> asked.startsWith("POST"))
                .toList();
    }
}
