// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.Credential;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a credential is to be renewed and when it is worth nothing any more, in milliseconds since the epoch.
 *
 * @param due {@link #NEVER} where only a 401 tells
 */
record Timing(long due, long expiry) {

    static final long NEVER = Long.MAX_VALUE;

    /** A part of a token's life: the least margin where the provider names none, and how wide due times are spread. */
    private static final int PARTS = 10;

    /**
     * Due is expiry − margin − a random part of a tenth of the token's life, so that tokens got together are not renewed
     * together; but never in the first half of its life, or a token that lives shorter than the margin would be due at once.
     *
     * @param providerMargin what the provider asks for; null for the greater of {@code leastMargin} and a tenth of the life
     * @param chance from 0 to 1
     */
    static Timing of(Connection connection, @Nullable Duration providerMargin, Duration leastMargin, double chance) {
        Credential credential = connection.credential();
        if (credential.isPending()) {
            // Imported without a token, to be obtained here.
            return new Timing(0, 0);
        }
        Instant expiry = credential.expiresAt();
        if (expiry == null) {
            return new Timing(NEVER, NEVER);
        }
        long ends = expiry.toEpochMilli();
        // A later write of anything else makes the life look shorter, which only moves the due time closer to the end.
        long life = Math.max(0, ends - connection.updatedAt().toEpochMilli());
        long margin =
                providerMargin == null ? Math.max(leastMargin.toMillis(), life / PARTS) : providerMargin.toMillis();
        long ahead = margin + (long) (chance * life / PARTS);
        return new Timing(ends - Math.min(ahead, life / 2), ends);
    }

    boolean isDue(long nowMillis) {
        return nowMillis >= due;
    }

    boolean isOver(long nowMillis) {
        return nowMillis >= expiry;
    }
}
