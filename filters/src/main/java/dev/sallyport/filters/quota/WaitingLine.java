// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.Claim.Want;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls in the order in which they are served: by priority, within one round robin over connections, within a connection as
 * they came.
 */
final class WaitingLine {

    private final Map<Priority, SequencedMap<String, SequencedSet<Waiter>>> rounds = new EnumMap<>(Priority.class);

    private final AtomicInteger waitingAnywhere;
    private int size;

    /** @param waitingAnywhere of all lines together */
    WaitingLine(AtomicInteger waitingAnywhere) {
        this.waitingAnywhere = waitingAnywhere;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Waiter waiter) {
        rounds.computeIfAbsent(waiter.priority(), priority -> new LinkedHashMap<>())
                .computeIfAbsent(waiter.connection(), connection -> new LinkedHashSet<>())
                .add(waiter);
        size++;
        waitingAnywhere.incrementAndGet();
    }

    /** Whether it stood in it. */
    boolean remove(Waiter waiter) {
        SequencedMap<String, SequencedSet<Waiter>> round = rounds.get(waiter.priority());
        SequencedSet<Waiter> queue = round == null ? null : round.get(waiter.connection());
        if (round == null || queue == null || !queue.remove(waiter)) {
            return false;
        }
        if (queue.isEmpty()) {
            round.remove(waiter.connection());
        }
        size--;
        waitingAnywhere.decrementAndGet();
        return true;
    }

    /** Takes out who is next; null when nobody waits. */
    @Nullable
    Waiter next() {
        for (SequencedMap<String, SequencedSet<Waiter>> round : rounds.values()) {
            if (!round.isEmpty()) {
                return takeFrom(round, round.firstEntry().getKey());
            }
        }
        return null;
    }

    /** Takes out who of a connection is next; null when none of it waits. */
    @Nullable
    Waiter next(String connection) {
        for (SequencedMap<String, SequencedSet<Waiter>> round : rounds.values()) {
            if (round.containsKey(connection)) {
                return takeFrom(round, connection);
            }
        }
        return null;
    }

    /** Its connection goes to the end of the round. */
    private @Nullable Waiter takeFrom(SequencedMap<String, SequencedSet<Waiter>> round, String connection) {
        SequencedSet<Waiter> queue = round.remove(connection);
        if (queue == null) {
            return null;
        }
        Waiter waiter = queue.removeFirst();
        if (!queue.isEmpty()) {
            round.putLast(connection, queue);
        }
        size--;
        waitingAnywhere.decrementAndGet();
        return waiter;
    }

    /** Takes out those to whom it applies. */
    List<Waiter> removeAll(Predicate<Waiter> applies) {
        List<Waiter> removed = new ArrayList<>();
        forEach(waiter -> {
            if (applies.test(waiter)) {
                removed.add(waiter);
            }
        });
        removed.forEach(this::remove);
        return removed;
    }

    void forEach(Consumer<Waiter> action) {
        for (SequencedMap<String, SequencedSet<Waiter>> round : rounds.values()) {
            round.values().forEach(queue -> queue.forEach(action));
        }
    }

    boolean any(Predicate<String> connection) {
        for (SequencedMap<String, SequencedSet<Waiter>> round : rounds.values()) {
            if (round.keySet().stream().anyMatch(connection)) {
                return true;
            }
        }
        return false;
    }

    /** What those in front want, neighbours of one connection together. */
    List<Want> wants(int atMost) {
        List<String> order = new ArrayList<>(Math.min(size, atMost));
        for (SequencedMap<String, SequencedSet<Waiter>> round : rounds.values()) {
            addRounds(order, round, atMost);
        }
        return joinNeighbours(order);
    }

    private static void addRounds(List<String> order, SequencedMap<String, SequencedSet<Waiter>> round, int atMost) {
        for (int turn = 0; order.size() < atMost; turn++) {
            int before = order.size();
            for (Map.Entry<String, SequencedSet<Waiter>> queue : round.entrySet()) {
                if (queue.getValue().size() > turn && order.size() < atMost) {
                    order.add(queue.getKey());
                }
            }
            if (order.size() == before) {
                return;
            }
        }
    }

    private static List<Want> joinNeighbours(List<String> order) {
        List<Want> wants = new ArrayList<>();
        for (String connection : order) {
            if (!wants.isEmpty() && wants.getLast().connection().equals(connection)) {
                wants.set(wants.size() - 1, new Want(connection, wants.getLast().permits() + 1));
            } else {
                wants.add(new Want(connection, 1));
            }
        }
        return wants;
    }
}
