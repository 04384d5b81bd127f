// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the calls that were asked for. A search looks at so many calls and no more, so a page can be short, even empty, although
 * there are others further on.
 *
 * @param next where the next page begins; null when everything was looked at
 * @param searchedTo when the last call ended that was looked at; null when there was none
 */
public record ActivityPage(
        List<Entry> entries,
        @Nullable String next,
        @Nullable Instant searchedTo) {

    /**
     * A call as a list shows it.
     *
     * @param id of its record; those of later ones are greater, as pairs of numbers
     */
    public record Entry(String id, ActivitySummary summary) {}
}
