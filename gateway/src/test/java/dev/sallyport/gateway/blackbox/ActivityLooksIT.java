// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.sallyport.gateway.blackbox.ActivitySite.button;
import static dev.sallyport.gateway.blackbox.ActivitySite.choice;
import static dev.sallyport.gateway.blackbox.ActivitySite.record;
import static dev.sallyport.gateway.blackbox.ActivitySite.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each state of the activity page on a wide window and a phone, light and dark: readable, named, and inside its window. */
class ActivityLooksIT {

    private static ActivitySite site;
    private static String faults;

    @BeforeAll
    static void open() throws IOException {
        site = ActivitySite.open();
        try (InputStream script = ActivityLooksIT.class.getResourceAsStream("/connect/faults.js")) {
            faults = new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        }
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @AfterEach
    void leave() {
        site.leave();
    }

    private record Window(String name, Supplier<Page> open) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Window> windows() {
        return Stream.of(
                new Window("light", () -> site.browser().desktop()),
                new Window("dark", () -> site.browser().dark()),
                new Window("phone", () -> site.browser().phone(ColorScheme.LIGHT)),
                new Window("phone-dark", () -> site.browser().phone(ColorScheme.DARK)));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void callsAreFitToBeSeen(Window window) {
        Page page = site.show(window.open().get(), "/activity?outcome=failed&period=24h");
        assertThat(rows(page).first()).isVisible();
        assertThat(page.locator(".live")).hasText("Live");
        button(page, "Filters").click();
        check(page, window, "calls");
        choice(page, "Custom").check();
        check(page, window, "calls-custom");
        page.getByLabel("Search calls").fill("nothing-like-this");
        assertThat(page.getByText("No such call")).isVisible();
        check(page, window, "calls-none");
    }

    @ParameterizedTest
    @MethodSource("windows")
    void recordsAreFitToBeSeen(Window window) {
        for (String name : List.of("retried", "spent", "broken", "hostile", "slow")) {
            Page page = site.show(
                    window.open().get(),
                    "/activity?record=" + site.stub().data().id(name));
            assertThat(record(page).locator("h2")).isVisible();
            assertThat(rows(page).first()).isVisible();
            check(page, window, "record-" + name);
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void replaysAreFitToBeSeen(Window window) {
        Page page = site.show(
                window.open().get(), "/activity?record=" + site.stub().data().id("created"));
        button(page, "Replay").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        check(page, window, "replay-asked");
        button(page, "Send POST again").click();
        assertThat(record(page).locator(".sides")).isVisible();
        check(page, window, "replayed");
    }

    @ParameterizedTest
    @MethodSource("windows")
    void boardsAndTheSignInAreFitToBeSeen(Window window) {
        Page page = site.visit(window.open().get(), "/activity/connections");
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is no key yet");
        check(page, window, "sign-in");
        page.getByLabel("API key").fill(ActivityStub.KEY);
        button(page, "Sign in").click();
        Locator lines = page.locator(".board tbody tr");
        assertThat(lines.first()).isVisible();
        check(page, window, "connections");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Quotas"))
                .click();
        assertThat(page.getByText("Blocked for")).isVisible();
        check(page, window, "quotas");
    }

    private static void check(Page page, Window window, String state) {
        Browser.shoot(page, "activity-" + state + "-" + window);
        assertThat((List<?>) page.evaluate(faults)).as(window + " " + state).isEmpty();
    }
}
