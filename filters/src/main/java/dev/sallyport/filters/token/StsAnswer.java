// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.token.AnswerJudge.Verdict;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys of an assumed role, as AWS answers them in XML or JSON, and as endpoints of operators do. */
final class StsAnswer {

    /** Of keys whose answer does not say. */
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private static final AnswerJudge JUDGE = new AnswerJudge(Set.of(), Set.of());
    private static final List<String> HOLDERS =
            List.of("AssumeRoleResponse.AssumeRoleResult.Credentials", "credentials", "Credentials");

    private static final List<String> IDS = List.of("access_key_id", "accessKeyId", "AccessKeyId");
    private static final List<String> SECRETS = List.of("secret_access_key", "secretAccessKey", "SecretAccessKey");
    private static final List<String> TOKENS = List.of("session_token", "sessionToken", "SessionToken");
    private static final List<String> ENDS =
            List.of("expires_at", "expiresAt", "expiration", "Expiration", "expire_at");

    private StsAnswer() {}

    /** Never a refusal for good: who may assume a role is put right on AWS's side. */
    static TokenOutcome toOutcome(Answered answer, Instant asked, AwsCredential before) {
        return switch (JUDGE.judge(answer, asked)) {
            case Verdict.Nothing(TokenOutcome outcome) -> outcome;
            case Verdict.Said(SecretMap object) -> granted(object, answer, asked, before);
        };
    }

    private static TokenOutcome granted(SecretMap object, Answered answer, Instant asked, AwsCredential before) {
        Map<?, ?> holder = holder(object.reveal());
        String id = text(holder, IDS);
        String secret = text(holder, SECRETS);
        String session = text(holder, TOKENS);
        if (id == null || secret == null || session == null) {
            return AnswerJudge.failing("no_token", answer, asked);
        }
        if (!TokenAnswerReader.isPlain(id + secret + session)) {
            return AnswerJudge.failing("unusable_token", answer, asked);
        }
        Instant end = TokenLife.moment(found(holder, ENDS), asked);
        return new Granted(new AwsCredential(
                before.scope(),
                before.role(),
                new AwsCredential.Keys(
                        SecretText.of(id),
                        SecretText.of(secret),
                        SecretText.of(session),
                        end == null ? asked.plus(USUAL_LIFE) : end),
                object));
    }

    private static Map<?, ?> holder(Map<String, Object> object) {
        for (String path : HOLDERS) {
            if (AnswerBody.at(object, path) instanceof Map<?, ?> inner) {
                return inner;
            }
        }
        return object;
    }

    private static @Nullable String text(Map<?, ?> holder, List<String> names) {
        return found(holder, names) instanceof String text && !text.isEmpty() ? text : null;
    }

    private static @Nullable Object found(Map<?, ?> holder, List<String> names) {
        return names.stream()
                .filter(name -> holder.get(name) != null)
                .findFirst()
                .<Object>map(holder::get)
                .orElse(null);
    }
}
