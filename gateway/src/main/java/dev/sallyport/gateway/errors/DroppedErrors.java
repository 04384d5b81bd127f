// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.errors;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Hooks;
import reactor.netty.channel.AbortedException;

/**
 * What becomes of errors that come after their chain has ended. A caller that resets its connection within its body makes one
 * each time, which is worth no line; anything else is a bug, of which the log says where and not what, because messages may hold values.
 */
public final class DroppedErrors {

    private static final Logger log = LoggerFactory.getLogger(DroppedErrors.class);

    private DroppedErrors() {}

    /** For the whole process. */
    public static void hear() {
        Hooks.onErrorDropped(DroppedErrors::drop);
    }

    private static void drop(Throwable error) {
        if (error instanceof IOException || error instanceof AbortedException) {
            return;
        }
        StackTraceElement[] trace = error.getStackTrace();
        log.error("dropped {} at {}", error.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
