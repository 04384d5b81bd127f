// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.quota.QuotaGate.Admission;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.Reading;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a call has to do with its provider's limits. */
public final class CallQuota {

    private final CallFacts facts;
    private final List<Bucket> buckets;
    private @Nullable Admission admission; // AwaitQuota
    private Reading reading = Reading.NONE; // TrackRateLimit
    private long waitedNanos; // AwaitQuota

    CallQuota(CallFacts facts, List<Bucket> buckets) {
        this.facts = facts;
        this.buckets = buckets;
    }

    /** What decides which limits it counts towards. */
    public CallFacts facts() {
        return facts;
    }

    /** The limits it counts towards. */
    public List<Bucket> buckets() {
        return buckets;
    }

    /** The permits that the next send uses. */
    public Admission admission() {
        return Objects.requireNonNull(admission, "before AwaitQuota");
    }

    public void admit(Admission permits) {
        this.admission = permits;
        this.reading = Reading.NONE;
    }

    /** What the last answer says of limits. */
    public Reading reading() {
        return reading;
    }

    public void learn(Reading answer) {
        this.reading = answer;
    }

    /** Adds to the time the call waited for limits and answers the sum. */
    public long countWait(long nanos) {
        waitedNanos += nanos;
        return waitedNanos;
    }

    long waitedNanos() {
        return waitedNanos;
    }
}
