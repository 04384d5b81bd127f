// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps one after another, each on a thread that brought one, so that what only steps touch needs no lock. A step that
 * brings another does not run it within itself.
 */
final class Turns {

    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger brought = new AtomicInteger();

    void take(Runnable step) {
        steps.add(step);
        if (brought.getAndIncrement() == 0) {
            do {
                runNext();
            } while (brought.decrementAndGet() > 0);
        }
    }

    private void runNext() {
        Runnable step = steps.remove();
        try {
            step.run();
        } catch (RuntimeException e) {
            // A step that fails must not take those after it along.
            log.error("a bucket's step failed", e);
        }
    }
}
