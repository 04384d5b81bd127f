// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The activity page's files on a stub of its API, and a browser that looks at them. */
final class ActivitySite implements AutoCloseable {

    private final ActivityStub stub;
    private final Browser browser;
    private final List<Page> open = new ArrayList<>();

    private ActivitySite(ActivityStub stub, Browser browser) {
        this.stub = stub;
        this.browser = browser;
    }

    static ActivitySite open() throws IOException {
        ActivityStub stub = ActivityStub.start();
        return new ActivitySite(stub, new Browser(stub.origin()));
    }

    ActivityStub stub() {
        return stub;
    }

    Browser browser() {
        return browser;
    }

    /** Before anybody signed in. */
    Page visit(Page page, String address) {
        open.add(page);
        page.navigate(stub.origin() + address);
        return page;
    }

    Page visit(String address) {
        return visit(browser.desktop(), address);
    }

    /** Signed in. */
    Page show(Page page, String address) {
        page.addInitScript("sessionStorage.setItem('sallyport.activity.key', '%s')".formatted(ActivityStub.KEY));
        return visit(page, address);
    }

    Page show(String address) {
        return show(browser.desktop(), address);
    }

    /** Ends a test: nothing was amiss in any of its tabs, and the next one begins afresh. */
    void leave() {
        open.forEach(page -> page.context().close());
        open.clear();
        stub.reset();
        browser.assertQuiet();
    }

    static Locator rows(Page page) {
        return page.locator(".calls > li");
    }

    static Locator row(Page page, String text) {
        return rows(page).filter(new Locator.FilterOptions().setHasText(text)).first();
    }

    static Locator record(Page page) {
        return page.locator("#record");
    }

    /** A choice of outcome or period. */
    static Locator choice(Page page, String name) {
        return page.getByRole(
                AriaRole.RADIO, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Part of an address or attribute; the browser's side does not know {@link Pattern#quote}. */
    static Pattern containing(String text) {
        return Pattern.compile(text.replaceAll("[?.+*()|]", "\\\\$0"));
    }

    @Override
    public void close() {
        browser.close();
        stub.close();
    }
}
