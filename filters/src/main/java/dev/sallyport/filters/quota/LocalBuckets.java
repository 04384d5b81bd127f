// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A bounded number of buckets, of which the longest unused goes first. The buckets guard themselves. */
final class LocalBuckets {

    private final Map<BucketKey, BucketState> states;
    private final List<Consumer<BucketNotice>> listeners = new CopyOnWriteArrayList<>();

    LocalBuckets(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("mostBuckets: " + most + " (expected: >= 1)");
        }
        this.states = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<BucketKey, BucketState> eldest) {
                return size() > most;
            }
        };
    }

    /** A new one where there is none, it is of another shape, or is too old to say anything. */
    synchronized BucketState get(Bucket bucket, Portion portion, long now) {
        BucketState state = states.get(bucket.key());
        if (state == null || state.isForgotten(now) || !state.shape().equals(bucket.shape())) {
            state = new BucketState(bucket, portion, now);
            states.put(bucket.key(), state);
        }
        return state;
    }

    synchronized void put(BucketState state) {
        states.put(state.key(), state);
    }

    synchronized Stream<BucketState> all() {
        return List.copyOf(states.values()).stream();
    }

    void listen(Consumer<BucketNotice> listener) {
        listeners.add(listener);
    }

    void tell(BucketNotice notice) {
        listeners.forEach(listener -> listener.accept(notice));
    }
}
