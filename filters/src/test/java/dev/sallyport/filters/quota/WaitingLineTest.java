// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.Priority;
import dev.sallyport.filters.quota.Claim.Want;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingLineTest {

    private final AtomicInteger waiting = new AtomicInteger();
    private final WaitingLine line = new WaitingLine(waiting);

    @Test
    void connectionsTakeTurnsWithinAPriority() {
        add("a", Priority.NORMAL, "a1", "a2", "a3");
        add("b", Priority.NORMAL, "b1", "b2");
        add("c", Priority.HIGH, "c1");
        add("a", Priority.LOW, "a4");

        assertThat(line.wants(100))
                .containsExactly(
                        new Want("c", 1),
                        new Want("a", 1),
                        new Want("b", 1),
                        new Want("a", 1),
                        new Want("b", 1),
                        new Want("a", 2));
        assertThat(drain()).containsExactly("c1", "a1", "b1", "a2", "b2", "a3", "a4");
        assertThat(waiting).hasValue(0);
    }

    @Test
    void neighboursOfOneConnectionWantTogether() {
        add("a", Priority.NORMAL, "a1", "a2", "a3", "a4");

        assertThat(line.wants(3)).containsExactly(new Want("a", 3));
    }

    @Test
    void whoIsServedByNameGoesToTheEndOfTheRound() {
        add("a", Priority.NORMAL, "a1", "a2");
        add("b", Priority.NORMAL, "b1", "b2");

        assertThat(line.next("b")).hasToString("b1");
        assertThat(line.next("x")).isNull();

        assertThat(drain()).containsExactly("a1", "b2", "a2");
    }

    @Test
    void whoLeavesIsForgotten() {
        Named only = new Named("a", Priority.NORMAL, "a1");
        line.add(only);

        assertThat(line.remove(only)).isTrue();

        assertThat(line.remove(only)).isFalse();
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.next()).isNull();
        assertThat(line.wants(10)).isEmpty();
    }

    @Test
    void someAreTakenOut() {
        add("a", Priority.NORMAL, "a1", "a2");
        add("b", Priority.LOW, "b1");

        assertThat(line.removeAll(waiter -> !waiter.toString().equals("a2"))).hasSize(2);

        assertThat(line.any(connection -> connection.equals("b"))).isFalse();
        assertThat(drain()).containsExactly("a2");
    }

    private void add(String connection, Priority priority, String... names) {
        for (String name : names) {
            line.add(new Named(connection, priority, name));
        }
    }

    private List<String> drain() {
        List<String> order = new ArrayList<>();
        for (Waiter next = line.next(); next != null; next = line.next()) {
            order.add(next.toString());
        }
        return order;
    }

    private record Named(String connection, Priority priority, String name) implements Waiter {

        @Override
        public long deadline() {
            return 0;
        }

        @Override
        public Permit held() {
            return null;
        }

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public void stays() {}

        @Override
        public void granted(Permit permit) {}

        @Override
        public void refused(LocalBucket by, Duration wait) {}

        @Override
        public String toString() {
            return name;
        }
    }
}
