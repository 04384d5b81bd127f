// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.ratelimit.ServerHints;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Tells answers that hold something from those that refuse and those that fail. Nothing it says quotes an answer, except for
 * error codes of few plain characters.
 */
final class AnswerJudge {

    private final Set<String> finalErrors;
    private final Set<Integer> finalStatuses;

    /**
     * @param finalErrors error codes after which asking again is in vain; lower case
     * @param finalStatuses the same of statuses, whatever code comes with them
     */
    AnswerJudge(Set<String> finalErrors, Set<Integer> finalStatuses) {
        this.finalErrors = finalErrors;
        this.finalStatuses = finalStatuses;
    }

    /** What an answer comes to. */
    sealed interface Verdict {

        /** It succeeded, with this object. */
        record Said(SecretMap object) implements Verdict {}

        /** It did not, and what that means. */
        record Nothing(TokenOutcome outcome) implements Verdict {}
    }

    Verdict judge(Answered answer, Instant asked) {
        int status = answer.status();
        boolean succeeded = status / 100 == 2;
        if (status >= 500 || status == 429 || status == 408 || status == 425) {
            return new Verdict.Nothing(failing("status_" + status, answer, asked));
        }
        Map<String, Object> object = AnswerBody.read(answer);
        if (object == null && succeeded) {
            return new Verdict.Nothing(failing(AnswerBody.shapeOf(answer.body()), answer, asked));
        }
        String error = object == null ? null : ErrorWord.of(object, succeeded);
        return object == null || error != null || !succeeded
                ? new Verdict.Nothing(outcome(error == null ? "status_" + status : error, answer, asked))
                : new Verdict.Said(SecretMap.of(object));
    }

    static TokenOutcome failing(String reason, Answered answer, Instant now) {
        return new TokenOutcome.Failing(reason, ServerHints.retryAfter(answer.headers(), now));
    }

    private TokenOutcome outcome(String reason, Answered answer, Instant asked) {
        boolean isFinal = finalErrors.contains(reason) || finalStatuses.contains(answer.status());
        return isFinal ? new TokenOutcome.Refused(reason) : failing(reason, answer, asked);
    }
}
