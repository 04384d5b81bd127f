// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.List;

/** The real scripts, for which it is as late as a key of the test says: time stands still until it is changed. */
public final class TimelessScripts {

    /** Milliseconds since the epoch. */
    public static final String NOW = "test:now";

    private TimelessScripts() {}

    public static Script load(List<String> names) {
        return Script.load("now = tonumber(redis.call('GET', '" + NOW + "'))\n", names);
    }
}
