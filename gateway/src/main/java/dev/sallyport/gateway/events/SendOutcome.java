// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of trying to deliver an event. */
sealed interface SendOutcome {

    /** The receiver has it. */
    record Delivered() implements SendOutcome {}

    /**
     * It may work later.
     *
     * @param hint what the receiver asks to wait; null for nothing
     */
    record Again(String reason, @Nullable Duration hint) implements SendOutcome {}

    /** Nothing was sent; it is worth trying after this time. */
    record NotNow(String reason, Duration delay) implements SendOutcome {}

    /** The receiver does not take it, and will not. */
    record Rejected(String reason) implements SendOutcome {}

    /** It may not be sent there. */
    record Forbidden(String reason) implements SendOutcome {}

    int TOO_MANY_REQUESTS = 429;

    /**
     * A redirect is not followed: who is told of a connection is the configuration's to say.
     *
     * @param now when the answer came
     */
    static SendOutcome of(ShortAnswer answer, Instant now) {
        return switch (answer) {
            case Answered answered -> ofStatus(answered.status(), ServerHints.retryAfter(answered.headers(), now));
            case Unreadable(int status, String reason) -> ofStatus(status, null);
            case Failed failed ->
                failed.isRefused() ? new Forbidden(failed.reason()) : new Again(failed.reason(), null);
        };
    }

    private static SendOutcome ofStatus(int status, @Nullable Duration hint) {
        if (status >= 200 && status < 300) {
            return new Delivered();
        }
        String reason = "status_" + status;
        return status >= 500 || status == TOO_MANY_REQUESTS ? new Again(reason, hint) : new Rejected(reason);
    }
}
