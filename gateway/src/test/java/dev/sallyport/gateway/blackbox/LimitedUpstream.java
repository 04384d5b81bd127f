// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * Counts as providers do: so many requests in each window of a fixed length, refused ones included, and 429 for those
 * beyond until the next. Tells what is left in milliseconds, as the provider {@code bb-own} of the test catalogue reads it.
 */
final class LimitedUpstream implements RawUpstream.Script {

    private final int limit;
    private final Duration length;
    private final Arrivals arrivals = new Arrivals();
    private final Map<Long, Integer> perWindow = new TreeMap<>();
    private long start;
    private long refused;
    private long lastRefusedWindow;

    LimitedUpstream(int limit, Duration length) {
        this.limit = limit;
        this.length = length;
    }

    @Override
    public void answer(RawUpstream.Received request, RawUpstream.Wire wire) throws IOException {
        wire.send(count(request.target()));
    }

    private synchronized String count(String who) {
        long now = arrivals.mark(who);
        if (start == 0) {
            start = now;
        }
        long window = windowOf(now);
        int count = perWindow.merge(window, 1, Integer::sum);
        long restMs = Math.ceilDiv(start + window * length.toNanos() - now, 1_000_000);
        String[] told = {
            "X-RateLimit-Limit: " + limit,
            "X-RateLimit-Remaining: " + Math.max(0, limit - count),
            "X-RateLimit-Reset: " + restMs
        };
        if (count <= limit) {
            return InTurn.answer(200, "done", told);
        }
        refused++;
        lastRefusedWindow = window;
        return InTurn.answer(429, "too many", told[0], told[1], told[2], "Retry-After: " + Math.ceilDiv(restMs, 1_000));
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Number of the current window, from 1 with the first request. */
    synchronized long window() {
        return windowOf(System.nanoTime());
    }

    /** Requests of each window that had any. */
    synchronized Map<Long, Integer> perWindow() {
        return new TreeMap<>(perWindow);
    }

    /** How many of those came in these windows, both included. */
    synchronized long between(long firstWindow, long lastWindow, String who) {
        long from = start + (firstWindow - 1) * length.toNanos() - 1;
        return arrivals.between(from, from + (lastWindow - firstWindow + 1) * length.toNanos() + 1, who::equals);
    }

    /** Waits until a window has begun. */
    void awaitWindow(long window) {
        Awaitility.await("window " + window)
                .atMost(length.multipliedBy(window).plusSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> window() >= window);
    }

    @Override
    public synchronized String toString() {
        return "limit %d per %s, requests by window %s, %d refused, last in window %d"
                .formatted(limit, length, perWindow, refused, lastRefusedWindow);
    }

    synchronized long refused() {
        return refused;
    }

    /** 0 for none. */
    synchronized long lastRefusedWindow() {
        return lastRefusedWindow;
    }

    private long windowOf(long now) {
        return start == 0 ? 0 : (now - start) / length.toNanos() + 1;
    }
}
