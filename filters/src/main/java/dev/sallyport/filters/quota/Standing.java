// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a bucket stands after a claim.
 *
 * @param window number of its window, from 1; grows with each new one
 * @param limit null while no limit is known
 * @param remaining permits that nobody holds; 0 without a known limit
 * @param given permits given out in this window so far, by name or reported as spent, less those returned
 * @param resetIn until the window ends; null when not known
 * @param blockedFor until the provider may be called again; zero when it may
 * @param credit permits this replica may use without asking, until its next claim or for a second; 0 near the limit. {@link #UNLIMITED}
 *     while nothing limits
 * @param granted for each of the claim's wants, how many
 * @param retryIn when asking again may bring more, where less was granted than wanted; else zero
 * @param share permits per window that each connection of a shared bucket has for itself; 0 where that does not apply
 * @param overShare connections of the claim that have used their share and must ask for each permit
 */
public record Standing(
        long window,
        @Nullable Long limit,
        long remaining,
        long given,
        @Nullable Duration resetIn,
        Duration blockedFor,
        long credit,
        List<Integer> granted,
        Duration retryIn,
        long share,
        Set<String> overShare) {

    /** Credit of a bucket without a limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    public Standing {
        granted = List.copyOf(granted);
        overShare = Set.copyOf(overShare);
    }
}
