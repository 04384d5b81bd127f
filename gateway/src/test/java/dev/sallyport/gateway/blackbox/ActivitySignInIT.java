// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.choice;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may look at activity, and what others are told. */
class ActivitySignInIT extends OnTheActivityPage {

    @Test
    void aWrongKeyIsToldAndTheRightOneOpensThePage() {
        Page page = site.visit("/activity");
        signIn(page, "sk_of_somebody_else");
        assertThat(alert(page)).containsText("This key is not known here");

        signIn(page, ActivityStub.KEY);

        assertThat(rows(page).first()).isVisible();
        assertThat(page.locator("#environment")).hasText("dev");
        assertThat(page.locator("#key-name")).hasText("on-call");
    }

    @ParameterizedTest
    @CsvSource({
        "403, forbidden, It lacks the scope activity:read",
        "503, store_unavailable, The gateway cannot reach Redis",
        "500, internal_error, The gateway answered 500"
    })
    void aRefusalIsToldInWords(int status, String code, String words) {
        site.stub().answer("/session", Answer.error(status, code, "no"));
        Page page = site.visit("/activity/quotas");
        signIn(page, ActivityStub.KEY);

        assertThat(alert(page)).containsText(words);
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void whatCannotBeAKeyIsNotSent() {
        Page page = site.visit("/activity");
        button(page, "Sign in").click();
        assertThat(alert(page)).containsText("There is no key yet");
        signIn(page, "ключ");
        assertThat(alert(page)).containsText("This is not a key");

        assertThat(site.stub().asked()).isEmpty();
    }

    @Test
    void theKeyStaysInTheTabUntilSigningOut() {
        Page page = site.visit("/activity");
        signIn(page, ActivityStub.KEY);
        page.reload();
        assertThat(rows(page).first()).isVisible();
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
        assertThat(page.context().cookies()).isEmpty();
        assertThat(site.stub().asked()).noneMatch(asked -> asked.contains(ActivityStub.KEY));

        button(page, "Sign out").click();

        assertThat(page.getByLabel("API key")).isVisible();
        assertThat(rows(page)).hasCount(0);
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void aKeyThatIsDeletedIsAskedForAgainAndTheViewComesBack() {
        Page page = site.show("/activity?integration=hubspot&outcome=failed&record="
                + site.stub().data().id("spent"));
        assertThat(ActivitySite.record(page)).containsText("HubSpot’s limit");
        site.stub().answer("", Answer.error(401, "unknown_account", "gone"));
        choice(page, "Succeeded").click();
        assertThat(alert(page)).containsText("Your key is not accepted any more");
        assertThat(ActivitySite.record(page)).isHidden();

        site.stub().answer("", null);
        signIn(page, ActivityStub.KEY);

        assertThat(page).hasURL(containing("/activity?integration=hubspot&outcome=success"));
        assertThat(choice(page, "Succeeded")).isChecked();
        assertThat(rows(page).first()).containsText("hubspot");
    }

    @Test
    void aStoreThatIsAwayAfterAReloadDoesNotCostTheKey() {
        site.stub().answer("/session", Answer.error(503, "store_unavailable", "away"));
        Page page = site.show("/activity");
        assertThat(page.getByText("The store is away")).isVisible();

        site.stub().answer("/session", null);
        button(page, "Try again").click();

        assertThat(rows(page).first()).isVisible();
    }

    private static void signIn(Page page, String key) {
        page.getByLabel("API key").fill(key);
        page.getByLabel("API key").press("Enter");
    }

    private static Locator alert(Page page) {
        return page.getByRole(AriaRole.ALERT);
    }
}
