// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where else than in common headers a provider says when to come back. */
public interface WaitHint {

    /** Nowhere. */
    WaitHint NONE = new WaitHint() {
        @Override
        public boolean readsBody() {
            return false;
        }

        @Override
        public @Nullable Duration hint(HttpHeaders answer, byte @Nullable [] body, Instant now) {
            return null;
        }
    };

    /** Whether it may say so in a body. */
    boolean readsBody();

    /**
     * Never fails, never negative.
     *
     * @return null when the answer does not say
     */
    @Nullable
    Duration hint(HttpHeaders answer, byte @Nullable [] body, Instant now);
}
