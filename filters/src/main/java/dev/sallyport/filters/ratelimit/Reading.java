// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that an answer says of limits. */
public record Reading(List<OfBucket> sightings, @Nullable Throttle throttle) {

    /** Nothing. */
    public static final Reading NONE = new Reading(List.of(), null);

    public Reading {
        sightings = List.copyOf(sightings);
    }

    public boolean isEmpty() {
        return sightings.isEmpty() && throttle == null;
    }

    /** What it says of one of them. */
    public record OfBucket(Bucket bucket, Sighting sighting) {}
}
