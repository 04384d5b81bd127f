// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What became of deliveries since the start. */
public final class EventStats {

    /** Each delivery ends as one of them. */
    enum End {
        /** The receiver has it. */
        DELIVERED,
        /** The receiver refused it, or was away for too long. */
        FAILED,
        /** The egress policy does not allow its address. */
        FORBIDDEN,
        /** There was no room for it. */
        DROPPED
    }

    private final Map<End, LongAdder> ends = new EnumMap<>(End.class);
    private final LongAdder repeated = new LongAdder();

    public EventStats() {
        for (End end : End.values()) {
            ends.put(end, new LongAdder());
        }
    }

    void count(End end) {
        add(end, 1);
    }

    void add(End end, int deliveries) {
        adder(end).add(deliveries);
    }

    void countRepeated() {
        repeated.increment();
    }

    long ended(End end) {
        return adder(end).sum();
    }

    /** Deliveries by a word for their end. */
    public Map<String, LongSupplier> ends() {
        Map<String, LongSupplier> counts = new TreeMap<>();
        ends.forEach((end, count) -> counts.put(end.name().toLowerCase(Locale.ROOT), count::sum));
        return counts;
    }

    /** Attempts that will be repeated. */
    public long repeated() {
        return repeated.sum();
    }

    private LongAdder adder(End end) {
        return Objects.requireNonNull(ends.get(end));
    }
}
