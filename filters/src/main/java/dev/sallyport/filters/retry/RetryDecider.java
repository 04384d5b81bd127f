// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.catalog.RetryRules.StatusRange;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.retry.AttemptOutcome.Answered;
import dev.sallyport.filters.retry.AttemptOutcome.Failed;
import dev.sallyport.filters.retry.RetryDecision.Again;
import dev.sallyport.filters.retry.RetryDecision.Renew;
import dev.sallyport.filters.retry.RetryDecision.Stop;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an outcome is worth another attempt (contract §5; reference §4.2). A pure function: how many attempts are
 * left, the budget, the deadline and the body are others' to judge.
 */
final class RetryDecider {

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private RetryDecider() {}

    /**
     * @param repeated how often the call was already sent again, for other reasons than its credential
     * @param now when the outcome came
     */
    static RetryDecision decide(
            RetryPolicy policy, AttemptOutcome outcome, int repeated, Renewal renewal, Instant now) {
        return switch (outcome) {
            case Failed failed -> afterFailure(policy, failed);
            case Answered answer when isForNewCredential(answer, renewal) -> new Renew("credential_renewed");
            case Answered answer -> afterAnswer(policy, answer, repeated, renewal, now);
        };
    }

    /** Whatever the method: the provider refused before it did anything. */
    private static boolean isForNewCredential(Answered answer, Renewal renewal) {
        return answer.status() == UNAUTHORIZED && answer.throttle() == null && renewal == Renewal.POSSIBLE;
    }

    private static RetryDecision afterFailure(RetryPolicy policy, Failed failed) {
        if (!isNetworkTrouble(failed)) {
            return new Stop("not_retryable");
        }
        if (!failed.requestWritten()) {
            return new Again("connect_error", null, false);
        }
        return policy.isIdempotent() ? new Again("network_error", null, false) : new Stop("not_idempotent");
    }

    /** A certificate that is refused now is refused again. */
    private static boolean isNetworkTrouble(Failed failed) {
        return failed.code() == ErrorCode.UPSTREAM_TIMEOUT
                || (failed.code() == ErrorCode.UPSTREAM_UNREACHABLE
                        && !failed.reason().startsWith("tls"));
    }

    private static RetryDecision afterAnswer(
            RetryPolicy policy, Answered answer, int repeated, Renewal renewal, Instant now) {
        String reason = reasonToRepeat(policy, answer, repeated);
        boolean asked = policy.retryOn().contains(answer.status());
        if (answer.status() == UNAUTHORIZED && !asked && (reason != null || renewal != Renewal.IMPOSSIBLE)) {
            // The same credential would be refused again.
            return new Stop(renewal == Renewal.IN_VAIN ? "credential_not_renewed" : "credential_rejected");
        }
        if (reason == null) {
            return new Stop("not_retryable");
        }
        if (!asked && !policy.isIdempotent() && !wasNotActedOn(answer)) {
            return new Stop("not_idempotent");
        }
        RetryHint hint = RetryHint.longest(policy.rules(), answer, now);
        return hint == null
                ? new Again(reason, null, isThrottled(answer))
                : new Again(hint.reason(), hint.length(), isThrottled(answer));
    }

    /** Null when the answer is one to keep. */
    private static @Nullable String reasonToRepeat(RetryPolicy policy, Answered answer, int repeated) {
        int status = answer.status();
        String byStatus = reasonOfStatus(policy, answer);
        if (byStatus != null) {
            return byStatus;
        }
        if (answer.throttle() != null) {
            return "throttled";
        }
        if (policy.retryOn().contains(status)) {
            return "retry_on_" + status;
        }
        if (isRemainingZero(policy, answer)) {
            return "provider_remaining";
        }
        return status == TOO_EARLY && repeated == 0 ? "status_code_425" : null;
    }

    private static @Nullable String reasonOfStatus(RetryPolicy policy, Answered answer) {
        List<StatusRange> rules = policy.rules().errorCodes();
        int status = answer.status();
        if (rules == null) {
            return isUsuallyRepeated(status) ? "status_code_" + status : null;
        }
        // Where the provider's limits say what a refusal of that status looks like, others of that status are final: a
        // 403
        // that means "forbidden" is not one that means "too fast".
        if (answer.throttle() == null && policy.limits().describesRefusal(status)) {
            return null;
        }
        for (StatusRange rule : rules) {
            if (rule.contains(status)) {
                return "provider_error_code_" + rule.text();
            }
        }
        return null;
    }

    private static boolean isUsuallyRepeated(int status) {
        return switch (status) {
            case UNAUTHORIZED, TOO_MANY_REQUESTS, 500, 502, UNAVAILABLE, 504 -> true;
            default -> false;
        };
    }

    private static boolean isRemainingZero(RetryPolicy policy, Answered answer) {
        String header = policy.rules().remaining();
        return header != null && "0".equals(answer.headers().get(header));
    }

    /** The server says that it refused without doing anything. */
    private static boolean wasNotActedOn(Answered answer) {
        return isThrottled(answer) || answer.status() == UNAVAILABLE;
    }

    private static boolean isThrottled(Answered answer) {
        return answer.status() == TOO_MANY_REQUESTS || answer.throttle() != null;
    }
}
