// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replica tells of a bucket and wants from it.
 *
 * @param window number of the window that {@code spent} belongs to, from an earlier {@link Standing}; 0 before any
 * @param spent permits used on credit in that window so far, a total; what was granted by name is not in it
 * @param inFlight sends without an answer now, on credit or granted; also those sent before any limit was known
 * @param waiting calls of this replica that wait for the bucket
 * @param sighting what the provider last said; null when nothing new
 * @param sightingOrder how many permits of that window had been given out when the call was admitted whose answer this is, its own
 *     included: only later ones can be missing from what the provider counted; 0 when that is not known
 * @param blockFor how long the provider asked to stay away, from now; zero when it refused without saying; null when
 *     it did not refuse
 * @param returned permits granted by name in that window that were never sent
 * @param used permits per connection since the last claim, credit and grants; only for shared buckets
 * @param wants in the order in which they should be served
 */
public record Claim(
        Bucket bucket,
        long window,
        long spent,
        int inFlight,
        int waiting,
        @Nullable Sighting sighting,
        long sightingOrder,
        @Nullable Duration blockFor,
        int returned,
        Map<String, Integer> used,
        List<Want> wants) {

    public Claim {
        used = Map.copyOf(used);
        wants = List.copyOf(wants);
    }

    /** Without what would count twice if this was heard already. */
    Claim again() {
        return new Claim(
                bucket, window, spent, inFlight, waiting, sighting, sightingOrder, blockFor, 0, Map.of(), wants);
    }

    /** Permits for calls of one connection. */
    public record Want(String connection, int permits) {}

    int wanted() {
        return wants.stream().mapToInt(Want::permits).sum();
    }
}
