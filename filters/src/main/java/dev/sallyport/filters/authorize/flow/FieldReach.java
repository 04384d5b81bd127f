// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.FieldRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a field of a connection's configuration could name somebody else's host. */
final class FieldReach {

    /** Hosts that are certainly nobody's provider, as fields spell hosts. */
    private static final List<String> STRANGERS = List.of(
            "stranger.invalid",
            "stranger.invalid:443",
            "stranger.invalid/",
            "stranger.invalid/a/b",
            "https://stranger.invalid",
            "https://stranger.invalid/",
            "https://stranger.invalid/a/b");

    private FieldReach() {}

    /** True unless the catalogue's rule lets no stranger's host pass. */
    static boolean isAnywhere(@Nullable FieldRule rule) {
        return rule == null || STRANGERS.stream().anyMatch(rule::allows);
    }
}
