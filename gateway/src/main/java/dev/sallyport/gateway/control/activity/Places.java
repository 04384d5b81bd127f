// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** So many at a time in this replica, and no more. */
final class Places {

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final int most;
    private final String what;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param what the places are for, in the plural */
    Places(int most, String what) {
        this.most = most;
        this.what = what;
    }

    /** Takes a place when subscribed, and leaves it however the work ends; fails with {@code overloaded} when all are taken. */
    <T> Flux<T> hold(Flux<T> work) {
        return Flux.defer(() -> {
            if (taken.incrementAndGet() > most) {
                taken.decrementAndGet();
                return Flux.error(new GatewayException(
                                ErrorCode.OVERLOADED, what + ": " + most + " in progress (expected: fewer)")
                        .retryAfter(COME_BACK));
            }
            return work.doFinally(_ -> taken.decrementAndGet());
        });
    }
}
