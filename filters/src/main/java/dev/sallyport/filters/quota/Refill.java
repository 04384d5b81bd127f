// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import dev.sallyport.filters.ratelimit.BucketShape.Leaky;
import dev.sallyport.filters.ratelimit.BucketShape.Sliding;
import dev.sallyport.filters.ratelimit.Sighting;
import org.jspecify.annotations.Nullable;

/** How many permits a bucket has, by the way its provider fills it again. Moments are milliseconds of the ledger's clock. */
sealed interface Refill permits FixedRefill, SlidingRefill, LeakyRefill {

    /** The shortest wait worth telling, in milliseconds. */
    long SHORTEST_WAIT = 10;

    /**
     * Added to the moments at which permits come back: a call that left early must not arrive early, and ours is not the
     * provider's clock.
     */
    long MARGIN = 100;

    /** A bucket of which nothing is known yet. */
    static Refill of(BucketShape shape, Portion portion, long now) {
        // Where nothing ends a window, its number must still differ from that of an earlier bucket of this name, whose
        // totals
        // a replica may go on to report.
        return of(shape, portion, shape instanceof Fixed ? 1 : now, now);
    }

    /** @param shape of the whole bucket */
    static Refill of(BucketShape shape, Portion portion, long window, long now) {
        return switch (portion.of(shape)) {
            case Fixed() -> new FixedRefill(window, portion.equals(Portion.WHOLE));
            case Sliding sliding -> new SlidingRefill(sliding, window);
            case Leaky(double refillPerSecond) -> new LeakyRefill(refillPerSecond, window, now);
        };
    }

    /**
     * Lets time pass.
     *
     * @return whether many permits came back at once
     */
    boolean advance(long now);

    /** Number of the window; grows. */
    long window();

    /** 0 while not known. */
    long limit();

    /** 0 without a limit. */
    long available();

    /** How many were taken in this window, less those given back. */
    long given();

    /** Nothing happens without a limit; more than there are leaves none. */
    void take(long permits, long now);

    /** Unused ones, unless there would be more than the limit. */
    void giveBack(long permits);

    /**
     * Learns from an answer.
     *
     * @param order how many permits of the window had been given out when the call was admitted that it answers; 0 when not
     *     known
     * @param inFlight all sends without an answer, which it may not have counted
     * @return whether it told of a new window
     */
    boolean see(Sighting sighting, long order, long inFlight, long now);

    /** The provider refused a call. */
    void refused();

    /** Whether what is available comes from the provider rather than from caution. */
    boolean isSure();

    /** Until more may be available, where nothing is. */
    long waitMillis(long now);

    /** Until the window ends; null when not known, or when nothing ends. */
    @Nullable
    Long resetInMillis(long now);

    /** When the bucket is whole again; null when not known or already so. */
    @Nullable
    Long wholeAt(long now);

    /** How long it must be remembered. */
    long keepMillis(long now);

    /** Number of the period over which connections share; grows. */
    long period(long now);

    /** How much of that period is left, from 0 to 1. */
    double timeLeft(long now);

    /** A limit for providers that tell only what remains. */
    static long limitOf(Sighting sighting, long known) {
        return sighting.limit() != null
                ? LedgerUnits.permits(sighting.limit())
                : Math.max(Math.max(known, 1), LedgerUnits.permits(sighting.remaining()));
    }

    /** @param uncounted sends that the provider had not counted when it answered */
    static long free(Sighting sighting, long uncounted) {
        return Math.max(0, LedgerUnits.permits(sighting.remaining()) - Math.max(0, uncounted));
    }
}
