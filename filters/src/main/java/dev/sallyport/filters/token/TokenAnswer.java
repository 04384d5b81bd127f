// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A token endpoint's answer, understood. */
sealed interface TokenAnswer {

    /** What comes of it, with the credential that is made of tokens. */
    default TokenOutcome toOutcome(Function<Tokens, Credential> toCredential) {
        return switch (this) {
            case Tokens tokens -> new TokenOutcome.Granted(toCredential.apply(tokens));
            case NoToken(TokenOutcome outcome) -> outcome;
        };
    }

    /**
     * @param refreshToken null when the answer has none, and the one before stays good
     * @param expiresAt null when nobody knows
     * @param raw the answer as it came
     */
    record Tokens(
            SecretText accessToken,
            @Nullable SecretText refreshToken,
            @Nullable Instant expiresAt,
            SecretMap raw) implements TokenAnswer {}

    /** No token, and what that means. */
    record NoToken(TokenOutcome outcome) implements TokenAnswer {}
}
