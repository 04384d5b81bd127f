// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import java.time.Duration;
import java.time.Instant;

/**
 * Why a credential is not asked for again yet.
 *
 * @param id never the same twice; what compare-and-set compares
 * @param fingerprint of the credential it is about; any other one is free of it
 * @param reason one word, safe to show to a caller
 * @param since when the first of these setbacks in a row happened
 * @param count of setbacks in a row
 * @param until when it may be tried again, by the wall clock
 */
public record Setback(
        String id, Kind kind, String fingerprint, String reason, Instant since, int count, Instant until) {

    /** What kind of answer it was. */
    public enum Kind {
        /** The provider refused for good: somebody has to authorize again. */
        REFUSED,
        /** It did not work this time. */
        FAILING
    }

    public Setback {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
    }

    boolean concerns(String credential) {
        return fingerprint.equals(credential);
    }

    boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }

    /** Until it may be tried again; a second at least, so that no answer says at once. */
    Duration rest(Instant now) {
        Duration rest = Duration.between(now, until);
        return rest.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : rest;
    }
}
