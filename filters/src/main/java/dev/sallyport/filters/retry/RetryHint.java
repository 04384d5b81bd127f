// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.ratelimit.Throttle;
import dev.sallyport.filters.retry.AttemptOutcome.Answered;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer asks to wait.
 *
 * @param length more than zero
 */
record RetryHint(String reason, Duration length) {

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    /** Of all that the answer says; null when it asks for no wait. */
    static @Nullable RetryHint longest(RetryRules rules, Answered answer, Instant now) {
        RetryHint longest = null;
        if (mayBeAboutLimits(rules, answer)) {
            longest = longer(null, "preconfigured_at", rules.atHint(answer.headers(), now));
            longest = longer(longest, "preconfigured_after", rules.afterHint(answer.headers(), now));
        }
        longest = longer(longest, "preconfigured_in_body", answer.bodyHint());
        longest = longer(longest, "retry_after", ServerHints.retryAfter(answer.headers(), now));
        Throttle throttle = answer.throttle();
        return throttle == null ? longest : clearlyLonger(longest, throttle.stayAway());
    }

    /** What the limit's rules make of the same words is known a moment earlier, and so is a moment longer. */
    private static @Nullable RetryHint clearlyLonger(@Nullable RetryHint known, @Nullable Duration stayAway) {
        boolean same = known != null
                && stayAway != null
                && stayAway.minus(known.length()).compareTo(A_MOMENT) < 0;
        return same ? known : longer(known, "throttled", stayAway);
    }

    /**
     * The headers that a provider's rules name mostly tell when its limit is whole again. While it says that something is left
     * of it, the limit is not why it failed, and that moment may be an hour away.
     */
    private static boolean mayBeAboutLimits(RetryRules rules, Answered answer) {
        String remaining = rules.remaining() == null ? null : answer.headers().get(rules.remaining());
        return remaining == null || remaining.equals("0");
    }

    private static @Nullable RetryHint longer(@Nullable RetryHint known, String reason, @Nullable Duration length) {
        if (length == null || !length.isPositive()) {
            return known;
        }
        return known == null || length.compareTo(known.length()) > 0 ? new RetryHint(reason, length) : known;
    }
}
