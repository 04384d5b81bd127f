// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when a call is wholly over: answered to the last byte, failed or left. Done at once where that was
 * before, as when a caller leaves while an answer of the store is still on its way and the chain goes on for a moment.
 */
final class Ending {

    private final AtomicReference<@Nullable Runnable> actions = new AtomicReference<>();

    void add(Runnable action) {
        Runnable earlier = actions.get();
        while (!(earlier instanceof Over) && !actions.compareAndSet(earlier, after(earlier, action))) {
            earlier = actions.get();
        }
        if (earlier instanceof Over) {
            action.run();
        }
    }

    /** Does it, the first time. */
    void over() {
        Runnable all = actions.getAndSet(Over.OVER);
        if (all != null) {
            all.run();
        }
    }

    private static Runnable after(@Nullable Runnable earlier, Runnable action) {
        return earlier == null
                ? action
                : () -> {
                    earlier.run();
                    action.run();
                };
    }

    /** Stands for everything that was done. */
    private enum Over implements Runnable {
        OVER;

        @Override
        public void run() {}
    }
}
