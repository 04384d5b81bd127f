// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.token.AnswerJudge.Verdict;
import dev.sallyport.filters.token.TokenAnswer.NoToken;
import dev.sallyport.filters.token.TokenAnswer.Tokens;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what OAuth 2.0's token endpoints answer, the many that do not keep to RFC 6749 §5 included. */
final class TokenAnswerReader {

    private final List<String> tokenPaths;
    private final AnswerJudge judge;
    private final TokenRules rules;

    /**
     * @param tokenPaths where the access token may be, or the object with it, in order
     * @param finalErrors error codes after which asking again is in vain; lower case
     */
    TokenAnswerReader(List<String> tokenPaths, Set<String> finalErrors, TokenRules rules) {
        this.tokenPaths = tokenPaths;
        this.judge = new AnswerJudge(finalErrors, Set.of());
        this.rules = rules;
    }

    /**
     * @param asked when the request went out, which is the earliest that a token's life can begin
     */
    TokenAnswer read(Answered answer, Instant asked) {
        return switch (judge.judge(answer, asked)) {
            case Verdict.Nothing(var outcome) -> new NoToken(outcome);
            case Verdict.Said(SecretMap object) -> tokens(object.reveal(), answer, asked);
        };
    }

    /** Visible ASCII (RFC 6749 appendix A): anything else could end a header or start another. */
    static boolean isPlain(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private TokenAnswer tokens(Map<String, Object> object, Answered answer, Instant asked) {
        for (String path : tokenPaths) {
            Object found = AnswerBody.at(object, path);
            Map<?, ?> holder = found instanceof Map<?, ?> inner ? inner : around(object, path);
            Object token = found instanceof Map<?, ?> inner ? inner.get("access_token") : found;
            if (token instanceof String text && !text.isEmpty()) {
                return tokens(text, holder, object, answer, asked);
            }
        }
        return new NoToken(AnswerJudge.failing("no_token", answer, asked));
    }

    /** What stands beside a token tells of it. */
    private static Map<?, ?> around(Map<String, Object> object, String path) {
        int dot = path.lastIndexOf('.');
        return dot > 0 && AnswerBody.at(object, path.substring(0, dot)) instanceof Map<?, ?> parent ? parent : object;
    }

    private TokenAnswer tokens(
            String accessToken, Map<?, ?> holder, Map<String, Object> object, Answered answer, Instant asked) {
        String refreshToken = holder.get("refresh_token") instanceof String text && !text.isEmpty() ? text : null;
        if (!isPlain(accessToken) || (refreshToken != null && !isPlain(refreshToken))) {
            return new NoToken(AnswerJudge.failing("unusable_token", answer, asked));
        }
        return new Tokens(
                SecretText.of(accessToken),
                SecretText.ofNullable(refreshToken),
                TokenLife.endOf(holder, rules, asked),
                SecretMap.of(object));
    }
}
