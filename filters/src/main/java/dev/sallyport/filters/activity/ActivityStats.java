// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of records since the start. */
public final class ActivityStats {

    /** Why there is no record of a call that there should be one of. */
    enum Loss {
        /** More calls succeeded than there are to be records of. */
        RATE,
        /** Calls end faster than records can be made and stored. */
        BUFFER_FULL,
        /** The store did not take it. */
        STORE_UNAVAILABLE,
        /** A bug. */
        INTERNAL_ERROR
    }

    private final LongAdder records = new LongAdder();
    private final Map<Loss, LongAdder> losses = new EnumMap<>(Loss.class);

    public ActivityStats() {
        for (Loss loss : Loss.values()) {
            losses.put(loss, new LongAdder());
        }
    }

    void kept(int number) {
        records.add(number);
    }

    void lost(Loss why, int number) {
        Objects.requireNonNull(losses.get(why)).add(number);
    }

    long lost(Loss why) {
        return Objects.requireNonNull(losses.get(why)).sum();
    }

    /** Those that the store has. */
    public long records() {
        return records.sum();
    }

    /** Those that were dropped, by a word for why. */
    public Map<String, LongSupplier> losses() {
        Map<String, LongSupplier> counts = new TreeMap<>();
        losses.forEach((why, count) -> counts.put(why.name().toLowerCase(Locale.ROOT), count::sum));
        return counts;
    }
}
