// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.FieldRule;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a field of a connection's configuration could name somebody else's host. */
final class FieldReach {

    private static final String STRANGER = "stranger.invalid";

    /** Hosts and ends of hosts that are certainly nobody's provider, as fields spell them. */
    private static final List<String> STRANGERS = List.of(
            STRANGER,
            STRANGER + ":443",
            STRANGER + "/",
            STRANGER + "/a/b",
            "https://" + STRANGER,
            "https://" + STRANGER + "/",
            "https://" + STRANGER + "/a/b",
            "zz",
            "zzz",
            "zz.zz");

    private static final Pattern HOST = Pattern.compile("^(https?://)?[^/?#]*");

    private FieldReach() {}

    /**
     * True unless the catalogue's rule lets no stranger's host pass: neither one of those above nor, since a rule may look at a
     * value's end alone, one in the place of the host in this value.
     */
    static boolean isAnywhere(@Nullable FieldRule rule, String value) {
        return rule == null
                || STRANGERS.stream().anyMatch(rule::allows)
                || rule.allows(HOST.matcher(value).replaceFirst("$1" + STRANGER));
    }
}
