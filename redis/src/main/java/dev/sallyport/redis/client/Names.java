// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.ArrayList;
import java.util.List;

/** Names joined by colons, each escaped so that it can be told apart again whatever it holds. */
public final class Names {

    private Names() {}

    public static String join(String... names) {
        StringBuilder joined = new StringBuilder();
        for (String name : names) {
            joined.append(joined.isEmpty() ? "" : ":").append(escape(name));
        }
        return joined.toString();
    }

    public static List<String> split(String joined) {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int colon = joined.indexOf(':'); colon >= 0; colon = joined.indexOf(':', from)) {
            names.add(unescape(joined.substring(from, colon)));
            from = colon + 1;
        }
        names.add(unescape(joined.substring(from)));
        return names;
    }

    /** Braces too: a brace inside a hash tag would end it early. */
    static String escape(String name) {
        return name.replace("%", "%25").replace(":", "%3A").replace("{", "%7B").replace("}", "%7D");
    }

    private static String unescape(String name) {
        return name.replace("%7D", "}").replace("%7B", "{").replace("%3A", ":").replace("%25", "%");
    }
}
