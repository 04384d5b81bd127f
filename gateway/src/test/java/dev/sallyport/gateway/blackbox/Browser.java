// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The machine's own Chromium. Every page in it is watched: what it asks of other origins than the gateway's and the provider's, and
 * what its policy or a script complains of, fails the test.
 */
final class Browser implements AutoCloseable {

    private static final Path SHOTS = Path.of("target", "screenshots");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> origins;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Browser(String... origins) {
        this.origins = List.of(origins);
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    Page desktop() {
        return page(1280, 900, ColorScheme.LIGHT);
    }

    Page dark() {
        return page(1280, 900, ColorScheme.DARK);
    }

    Page phone(ColorScheme scheme) {
        return page(320, 640, scheme);
    }

    private Page page(int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
        context.setDefaultTimeout(15_000);
        context.onRequest(request -> {
            if (origins.stream().noneMatch(origin -> request.url().startsWith(origin + "/"))) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        context.onConsoleMessage(message -> {
            // A refusal that a test provokes is logged by the browser itself, and is no fault of the page.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add("console: " + message.text());
            }
        });
        context.onWebError(error -> complaints.add("script: " + error.error()));
        return context.newPage();
    }

    /** To look at; never part of the repository. */
    static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Clicks what ends in the closing of its window. After the call is answered: a window that is gone answers none. */
    static void closeBy(Locator clicked) {
        clicked.page().waitForClose(() -> clicked.evaluate("element => { setTimeout(() => element.click()) }"));
    }

    void assertQuiet() {
        assertThat(complaints).isEmpty();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
