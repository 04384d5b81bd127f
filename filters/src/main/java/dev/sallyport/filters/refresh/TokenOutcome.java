// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.credential.Credential;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of asking a provider for the next credential. Reasons are one word each, safe to show to a caller. */
public sealed interface TokenOutcome {

    /** The next credential, complete: what the answer left out is taken over from the one before. */
    record Granted(Credential credential) implements TokenOutcome {}

    /** Refused for good: asking again with the same credential cannot help. */
    record Refused(String reason) implements TokenOutcome {}

    /**
     * Answered, but not with a credential; later it may be.
     *
     * @param retryAfter the provider's own word on when; null where it said nothing
     */
    record Failing(String reason, @Nullable Duration retryAfter) implements TokenOutcome {}

    /** Bytes were sent and no answer came: what was asked may have happened. */
    record Unknown(String reason) implements TokenOutcome {}

    /** Certainly nothing was sent. */
    record Unsent(String reason) implements TokenOutcome {}
}
