// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.quota.Claim.Want;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds claims of which a test cares for one or two parts. */
public final class TestClaim {

    private final Bucket bucket;
    private long window = 1;
    private long spent;
    private int inFlight;
    private int waiting;
    private Sighting sighting;
    private long order = 1;
    private Duration blockFor;
    private int returned;
    private final Map<String, Integer> used = new LinkedHashMap<>();
    private final List<Want> wants = new ArrayList<>();

    private TestClaim(Bucket bucket) {
        this.bucket = bucket;
    }

    public static TestClaim of(Bucket bucket) {
        return new TestClaim(bucket);
    }

    public TestClaim window(long number) {
        window = number;
        return this;
    }

    public TestClaim spent(long total) {
        spent = total;
        return this;
    }

    public TestClaim inFlight(int count) {
        inFlight = count;
        return this;
    }

    public TestClaim waiting(int count) {
        waiting = count;
        return this;
    }

    public TestClaim sees(long limit, long remaining, Duration resetIn) {
        return sees(new Sighting(limit, remaining, resetIn, null));
    }

    public TestClaim sees(Sighting seen) {
        sighting = seen;
        return this;
    }

    /** Of the call whose answer it saw; the first of the window unless a test says otherwise. */
    public TestClaim order(long number) {
        order = number;
        return this;
    }

    public TestClaim refused(Duration stayAway) {
        blockFor = stayAway;
        return this;
    }

    public TestClaim returned(int permits) {
        returned = permits;
        return this;
    }

    public TestClaim used(String connection, int permits) {
        used.put(connection, permits);
        return this;
    }

    public TestClaim wants(String connection, int permits) {
        wants.add(new Want(connection, permits));
        return this;
    }

    public TestClaim wants(int permits) {
        return wants("c", permits);
    }

    public Claim claim() {
        return new Claim(
                bucket,
                window,
                spent,
                inFlight,
                waiting,
                sighting,
                sighting == null ? 0 : order,
                blockFor,
                returned,
                used,
                wants);
    }
}
