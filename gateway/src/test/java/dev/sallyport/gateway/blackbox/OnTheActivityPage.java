// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tests that look at the activity page, on a stub of its API. Nothing may be amiss in any of their tabs. */
abstract class OnTheActivityPage {

    static ActivitySite site;

    @BeforeAll
    static void open() throws IOException {
        site = ActivitySite.open();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @AfterEach
    void leave() {
        site.leave();
    }
}
