// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Divides a bucket among the connections that use it: each has an equal share for itself, and may use of the rest what the others
 * are not going to need before the window ends.
 */
final class FairShares {

    /** With more, what each of them still needs is not looked at one by one. */
    private static final int MOST_LOOKED_AT = 500;

    private long period;
    private Set<String> before = Set.of();
    private Map<String, Long> used = new HashMap<>();
    private final Map<String, Long> granted = new HashMap<>();

    /** Connections that are new in this period. */
    private int fresh;

    void turnTo(long current) {
        if (current == period) {
            return;
        }
        before = current == period + 1 ? Set.copyOf(used.keySet()) : Set.of();
        used = new HashMap<>();
        fresh = 0;
        period = current;
    }

    /** A connection used so many permits, or wants some. */
    void add(String connection, long permits) {
        if (used.putIfAbsent(connection, 0L) == null && !before.contains(connection)) {
            fresh++;
        }
        used.merge(connection, permits, Long::sum);
    }

    /** Counts until the claim is settled; the replica reports what it used with its next one. */
    void grant(String connection, long permits) {
        granted.merge(connection, permits, Long::sum);
    }

    void settled() {
        granted.clear();
    }

    long share(long limit) {
        return Math.max(1, limit / Math.max(1, active()));
    }

    boolean isOver(String connection, long limit) {
        return used(connection) >= share(limit);
    }

    /**
     * How many of the permits it wants a connection may take.
     *
     * @param timeLeft part of the window, from 0 to 1: others can use no more than that part of their share
     */
    long most(String connection, long wanted, long available, long limit, double timeLeft) {
        long share = share(limit);
        long own = Math.min(Math.min(wanted, available), Math.max(0, share - used(connection)));
        if (own == Math.min(wanted, available)) {
            return own;
        }
        long surplus = Math.max(0, available - own - reserve(connection, share, timeLeft));
        return own + Math.min(wanted - own, surplus);
    }

    private long reserve(String connection, long share, double timeLeft) {
        long most = (long) Math.ceil(share * timeLeft);
        int active = active();
        if (active > MOST_LOOKED_AT) {
            return (active - 1) * most;
        }
        long reserve = (active - used.size()) * Math.min(share, most);
        for (String other : used.keySet()) {
            if (!other.equals(connection)) {
                reserve += Math.min(Math.max(0, share - used(other)), most);
            }
        }
        return reserve;
    }

    private long used(String connection) {
        return used.getOrDefault(connection, 0L) + granted.getOrDefault(connection, 0L);
    }

    private int active() {
        return before.size() + fresh;
    }
}
