// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;

/** Bulkheads that never wait: Resilience4j's own waiting would hold an event loop. */
final class CallLimit {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private CallLimit() {}

    /** Has no listener to events, and therefore makes none: a permit costs one compare-and-set. */
    static Bulkhead of(String name, int most) {
        return Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(most)
                        .maxWaitDuration(Duration.ZERO)
                        .fairCallHandlingStrategyEnabled(false)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    static GatewayException overloaded(String message) {
        return new GatewayException(ErrorCode.OVERLOADED, message).retryAfter(RETRY_AFTER);
    }
}
