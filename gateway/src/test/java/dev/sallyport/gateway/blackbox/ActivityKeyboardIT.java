// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.containing;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;

/** Everything without a mouse. */
class ActivityKeyboardIT extends OnTheActivityPage {

    @Test
    void aCallIsFoundOpenedAndClosedByKeysAlone() {
        Page page = site.show("/activity");
        assertThat(rows(page).first()).isVisible();
        page.keyboard().press("j");
        assertThat(link(page, 0)).isFocused();
        page.keyboard().press("j");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("k");
        assertThat(link(page, 1)).isFocused();
        page.keyboard().press("Enter");
        assertThat(record(page).locator("h2")).isFocused();
        assertThat(record(page)).containsText("HubSpot’s limit");
        assertThat(link(page, 1)).hasAttribute("aria-current", "true");
        page.keyboard().press("j");
        assertThat(record(page)).containsText("It took 3 attempts");
        assertThat(record(page).locator("h2")).isFocused();

        page.keyboard().press("Escape");

        assertThat(record(page)).isHidden();
        assertThat(link(page, 2)).isFocused();
        page.goBack();
        assertThat(record(page)).containsText("It took 3 attempts");
    }

    @Test
    void oneCallOfTheListIsReachedByTabAndKeepsItsPlace() {
        Page page = site.show("/activity");
        assertThat(rows(page).first()).isVisible();
        assertThat(page.locator(".calls a[tabindex='0']")).hasCount(1);
        page.getByRole(AriaRole.SLIDER).last().focus();
        page.keyboard().press("Tab");
        assertThat(link(page, 0)).isFocused();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Tab");

        assertThat(link(page, 1)).isFocused();
    }

    @Test
    void theFocusCanBeSeenWhereverItIs() {
        Page page = site.show("/activity");
        assertThat(rows(page).first()).isVisible();
        for (int i = 0; i < 16; i++) {
            page.keyboard().press("Tab");
            assertThat(page.evaluate("""
                    () => {
                      const at = document.activeElement;
                      const seen = at.matches('.segments input') ? at.nextElementSibling : at;
                      const style = getComputedStyle(seen);
                      return at === document.body || (style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2)
                          ? '' : at.outerHTML;
                    }""")).isEqualTo("");
        }
    }

    @Test
    void slashSearchesAndLettersTypedThereAreText() {
        Page page = site.show("/activity");
        assertThat(rows(page).first()).isVisible();
        page.keyboard().press("/");
        Locator search = page.getByLabel("Search calls");
        assertThat(search).isFocused();
        page.keyboard().type("jk?p/n");
        assertThat(search).hasValue("jk?p/n");
        assertThat(page).hasURL(containing("?q=jk%3Fp%2Fn"));
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);

        page.keyboard().press("Escape");

        assertThat(search).not().isFocused();
        assertThat(search).hasValue("jk?p/n");
    }

    @Test
    void aQuestionMarkShowsTheKeysAndViewsHaveThemToo() {
        Page page = site.show("/activity");
        assertThat(rows(page).first()).isVisible();
        page.keyboard().press("?");
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Next or previous call");
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        page.keyboard().press("g");
        page.keyboard().press("c");
        assertThat(page).hasURL(containing("/activity/connections"));
        page.keyboard().press("g");
        page.keyboard().press("q");
        assertThat(page).hasURL(containing("/activity/quotas"));
        page.keyboard().press("g");
        page.keyboard().press("a");

        assertThat(rows(page).first()).isVisible();
    }

    @Test
    void onAPhoneTheOpenRecordIsAllThereIs() {
        Page page = site.show(site.browser().phone(ColorScheme.LIGHT), "/activity");
        rows(page).nth(1).click();
        assertThat(record(page).locator("h2")).isFocused();
        assertThat(page.evaluate("document.getElementById('view').inert")).isEqualTo(true);
        assertThat(record(page).boundingBox().width).isEqualTo(320);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Close this call"))
                .click();

        assertThat(record(page)).isHidden();
        assertThat(page.evaluate("document.getElementById('view').inert")).isEqualTo(false);
    }

    private static Locator link(Page page, int index) {
        return rows(page).nth(index).locator("a");
    }
}
