// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Who came to an upstream and when, in the order in which they came. */
final class Arrivals {

    private final List<Arrival> all = new ArrayList<>();

    /** @param nanos by {@link System#nanoTime} */
    record Arrival(String who, long nanos) {}

    synchronized long mark(String who) {
        long now = System.nanoTime();
        all.add(new Arrival(who, now));
        return now;
    }

    synchronized List<Arrival> all() {
        return List.copyOf(all);
    }

    synchronized int size() {
        return all.size();
    }

    List<String> order() {
        return all().stream().map(Arrival::who).toList();
    }

    /** How many of those came after one moment and before another. */
    long between(long from, long to, Predicate<String> who) {
        return all().stream()
                .filter(arrival -> arrival.nanos() > from && arrival.nanos() < to && who.test(arrival.who()))
                .count();
    }

    /** The most that came within any stretch of this length. */
    int mostWithin(Duration stretch) {
        List<Arrival> arrivals = all();
        int most = 0;
        for (int first = 0, last = 0; last < arrivals.size(); last++) {
            while (arrivals.get(last).nanos() - arrivals.get(first).nanos() >= stretch.toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** Who came how many milliseconds after the first. */
    @Override
    public String toString() {
        List<Arrival> arrivals = all();
        return arrivals.stream()
                .map(arrival -> arrival.who() + "@"
                        + (arrival.nanos() - arrivals.getFirst().nanos()) / 1_000_000)
                .toList()
                .toString();
    }
}
