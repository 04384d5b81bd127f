// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.time.Clock;

/** Our clock in Redis's time, so that a script can judge a caller's deadline whatever the two clocks say. */
final class ServerClock {

    private final Clock clock;
    private volatile long offsetMillis;

    ServerClock(Clock clock) {
        this.clock = clock;
    }

    long localMillis() {
        return clock.millis();
    }

    long toServerMillis(long localMillis) {
        return localMillis + offsetMillis;
    }

    /** Takes over what the server just said. Late by the way back, so deadlines err to the strict side by that much. */
    void synchronize(long serverMillis) {
        offsetMillis = serverMillis - localMillis();
    }
}
