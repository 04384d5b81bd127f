// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

/**
 * What a re-sealing found.
 *
 * @param current were under the primary key already
 * @param resealed are now
 * @param moved were written or removed meanwhile, which seals them as well
 * @param failed do not open
 */
public record ResealReport(long current, long resealed, long moved, long failed) {

    static final ResealReport NOTHING = new ResealReport(0, 0, 0, 0);
    static final ResealReport CURRENT = new ResealReport(1, 0, 0, 0);
    static final ResealReport RESEALED = new ResealReport(0, 1, 0, 0);
    static final ResealReport MOVED = new ResealReport(0, 0, 1, 0);
    static final ResealReport FAILED = new ResealReport(0, 0, 0, 1);

    /** Whether older keys are no longer needed. */
    public boolean isComplete() {
        return failed == 0;
    }

    ResealReport plus(ResealReport other) {
        return new ResealReport(
                current + other.current, resealed + other.resealed, moved + other.moved, failed + other.failed);
    }
}
