// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Calls at a fixed rate whether answers come or not, over as many connections as that takes, and how they went. */
final class Surge {

    private final Route route;
    private final ConcurrentLinkedQueue<RawClient> idle = new ConcurrentLinkedQueue<>();
    private final LongStream.Builder served = LongStream.builder();
    private final LongStream.Builder refused = LongStream.builder();
    private final List<String> wrong = new ArrayList<>();
    private long[] servedNanos = {};
    private long[] refusedNanos = {};

    private Surge(Route route) {
        this.route = route;
    }

    /** Comes back when the last call has ended. */
    static Surge of(int perSecond, Duration length, Route route) throws IOException {
        Surge surge = new Surge(route);
        int calls = (int) (perSecond * length.toMillis() / 1_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
                String path = "/" + i;
                threads.submit(() -> surge.call(path));
            }
        }
        for (RawClient client : surge.idle) {
            client.close();
        }
        surge.servedNanos = surge.served.build().toArray();
        surge.refusedNanos = surge.refused.build().toArray();
        return surge;
    }

    /** How long each call took that was answered by the upstream. */
    long[] served() {
        return servedNanos;
    }

    /** How long each call took that the gateway refused as it should. */
    long[] refused() {
        return refusedNanos;
    }

    List<String> wrong() {
        return wrong;
    }

    @Override
    public String toString() {
        return "%d served (p50 %d ms, p99 %d ms), %d refused (p50 %d us, p99 %d us), %d wrong"
                .formatted(
                        servedNanos.length,
                        Pace.percentile(50, servedNanos).toMillis(),
                        Pace.percentile(99, servedNanos).toMillis(),
                        refusedNanos.length,
                        Pace.percentile(50, refusedNanos).toNanos() / 1_000,
                        Pace.percentile(99, refusedNanos).toNanos() / 1_000,
                        wrong.size());
    }

    private void call(String path) {
        try {
            RawClient free = idle.poll();
            RawClient client = free == null ? route.open().timeout(Duration.ofSeconds(20)) : free;
            long from = System.nanoTime();
            RawResponse answer = client.send(route.head("GET", path)).read();
            ended(path, answer, System.nanoTime() - from);
            idle.add(client);
        } catch (IOException e) {
            failed(path + ": " + e);
        }
    }

    private synchronized void ended(String path, RawResponse answer, long nanos) {
        if (answer.status() == 200 && answer.text().equals(path)) {
            served.add(nanos);
        } else if (answer.status() == 503
                && answer.text().contains("\"code\":\"overloaded\"")
                && answer.headers("sallyport-source").equals(List.of("gateway"))
                && answer.headers("retry-after").equals(List.of("1"))) {
            refused.add(nanos);
        } else {
            failed(path + ": " + answer.status() + " " + answer.text());
        }
    }

    private synchronized void failed(String how) {
        wrong.add(how);
    }
}
