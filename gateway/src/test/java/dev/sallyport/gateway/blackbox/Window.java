// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** The windows that pages have to look well in. */
enum Window {
    LIGHT(Browser::desktop),
    DARK(Browser::dark),
    PHONE(browser -> browser.phone(ColorScheme.LIGHT)),
    PHONE_DARK(browser -> browser.phone(ColorScheme.DARK));

    /** Answers what is hard to read, has no name, or lies outside of its window. */
    private static final String FAULTS = read("/connect/faults.js");

    private final Function<Browser, Page> open;

    Window(Function<Browser, Page> open) {
        this.open = open;
    }

    Page open(Browser browser) {
        return open.apply(browser);
    }

    /** Takes a picture for people, and has the script look. */
    void check(Page page, String state) {
        Browser.shoot(page, this + "-" + state);
        assertThat((List<?>) page.evaluate(FAULTS)).as(this + " " + state).isEmpty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String read(String name) {
        try (InputStream script = Window.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
