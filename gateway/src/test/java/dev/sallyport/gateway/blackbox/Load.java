// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Callers that go on until they are told to stop, each on a thread and a connection of its own. */
final class Load implements AutoCloseable {

    /** One call, which answers with the status it got; that of a wrong answer is an exception. */
    @FunctionalInterface
    interface Call {

        int make() throws IOException;
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long slowest;
    private volatile boolean stopped;

    /** As fast as answers come. */
    Load callers(int number, Route route, String path, String... headers) {
        for (int i = 0; i < number; i++) {
            threads.submit(() -> callAgainAndAgain(route, path, headers));
        }
        return this;
    }

    /** At a fixed rate, whether answers come or not. */
    Load every(Duration interval, Route route, String path, String... headers) {
        return every(interval, () -> {
            try (RawClient client = open(route)) {
                return client.send(route.head("GET", path, headers)).read().status();
            }
        });
    }

    Load every(Duration interval, Call call) {
        threads.submit(() -> {
            long next = System.nanoTime();
            while (!stopped) {
                threads.submit(() -> callOnce(call));
                next += interval.toNanos();
                LockSupport.parkNanos(next - System.nanoTime());
            }
        });
        return this;
    }

    /** How often each status was answered so far. */
    synchronized Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    /** Calls that had no answer. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized Duration slowest() {
        return Duration.ofNanos(slowest);
    }

    /** Calls on their way are still answered. */
    @Override
    public void close() {
        stopped = true;
        threads.close();
    }

    private void callOnce(Call call) {
        long from = System.nanoTime();
        try {
            answered(call.make(), System.nanoTime() - from);
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void callAgainAndAgain(Route route, String path, String... headers) {
        try (RawClient client = open(route)) {
            while (!stopped) {
                call(client, route, path, headers);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private static RawClient open(Route route) throws IOException {
        return route.open().timeout(Duration.ofSeconds(20));
    }

    private void call(RawClient client, Route route, String path, String... headers) throws IOException {
        long from = System.nanoTime();
        RawResponse answer = client.send(route.head("GET", path, headers)).read();
        answered(answer.status(), System.nanoTime() - from);
    }

    private synchronized void answered(int status, long nanos) {
        statuses.merge(status, 1, Integer::sum);
        slowest = Math.max(slowest, nanos);
    }

    private synchronized void failed(Exception e) {
        failures.add(e.toString());
    }
}
