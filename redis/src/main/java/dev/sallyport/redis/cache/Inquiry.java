// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.cache;

import org.jspecify.annotations.Nullable;

/**
 * A question or a write under way whose answer is to be remembered, and what was heard of its key meanwhile. Used under the key's lock;
 * not a record, because it is told apart by identity.
 */
final class Inquiry {

    private final long startedAt;
    private final long epoch;
    private @Nullable Version newest;
    private boolean isInDoubt;

    Inquiry(long startedAt, long epoch) {
        this.startedAt = startedAt;
        this.epoch = epoch;
    }

    long startedAt() {
        return startedAt;
    }

    long epoch() {
        return epoch;
    }

    /** @param written null for a write that may be newer than whatever the answer will be */
    void heard(@Nullable Version written) {
        Version known = newest;
        if (written == null || (known != null && !known.covers(written) && !written.covers(known))) {
            isInDoubt = true;
        } else if (known == null || written.covers(known)) {
            newest = written;
        }
    }

    boolean isNewest(@Nullable Version answer) {
        Version known = newest;
        return !isInDoubt && (known == null || (answer != null && answer.covers(known)));
    }
}
