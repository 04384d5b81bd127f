// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.ratelimit.Throttle;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of an attempt. */
sealed interface AttemptOutcome {

    /**
     * The head of an answer.
     *
     * @param throttle what its limits say of a refusal; null when it is none
     * @param bodyHint how long its body asks to wait; null when it says nothing
     */
    record Answered(
            int status,
            HttpHeaders headers,
            @Nullable Throttle throttle,
            @Nullable Duration bodyHint) implements AttemptOutcome {}

    /**
     * No answer.
     *
     * @param reason the error's {@code reason} or {@code phase}, such as {@code dns} or {@code head}; empty without
     * @param requestWritten false only when it is certain that nothing of the request left
     */
    record Failed(ErrorCode code, String reason, boolean requestWritten) implements AttemptOutcome {}
}
