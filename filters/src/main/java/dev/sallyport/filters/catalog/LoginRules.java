// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A login of a provider's own, mode {@code TWO_STEP} (reference §3.8). Its first request is described like any token request.
 *
 * @param moreSteps requests that follow; their templates may name what answers said before, {@code ${step1.member}} for the first
 * @param renewal the request that takes a refresh token instead; null where the provider has none
 * @param answer where the last answer has the token
 * @param answerHeaders headers of answers that are kept, lower case; {@code set-cookie} becomes {@code ${credentials._cookies}}
 * @param assertion a signed token that the first request takes as {@code ${credentials.assertion}}; null where it takes none
 */
public record LoginRules(
        List<TokenStep> moreSteps,
        @Nullable TokenStep renewal,
        AnswerPaths answer,
        List<String> answerHeaders,
        @Nullable JwtRules assertion) {

    /** Of a provider that says nothing. */
    static final LoginRules NONE =
            new LoginRules(List.of(), null, new AnswerPaths(null, null, null, Expiration.EITHER), List.of(), null);

    public LoginRules {
        moreSteps = List.copyOf(moreSteps);
        answerHeaders = List.copyOf(answerHeaders);
    }

    /**
     * Dotted paths; null for the usual places, or where there is none.
     *
     * @param expiration when the token ends
     * @param strategy how that is said
     */
    public record AnswerPaths(
            @Nullable String token,
            @Nullable String refreshToken,
            @Nullable String expiration,
            Expiration strategy) {}

    /** How a login says when its token ends. */
    public enum Expiration {
        /** A moment: {@code expireAt}. */
        AT,
        /** Seconds from now, or a length such as {@code 20m}: {@code expireIn}. */
        IN,
        /** Not told: a number too large for a length is a moment. */
        EITHER
    }
}
