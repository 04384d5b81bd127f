// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.LoginRules.AnswerPaths;
import dev.sallyport.filters.catalog.TokenRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a login's token ends. */
final class LoginLife {

    private LoginLife() {}

    /**
     * By what the answer says where the definition looks for it, else what the catalogue assumes, else what the token says of
     * itself. A refresh token that ends earlier ends it too, or there would be nothing left to renew it with. Null where nobody
     * knows.
     */
    static @Nullable Instant endOf(
            Map<String, Object> answer, TokenRules rules, String token, @Nullable String refreshToken, Instant asked) {
        Instant end = told(answer, rules, asked);
        if (end == null) {
            Duration assumed = rules.assumedLife();
            end = assumed == null ? TokenLife.ofJwt(token, asked) : asked.plus(assumed);
        }
        Instant last = refreshToken == null ? null : TokenLife.ofJwt(refreshToken, asked);
        return end == null || (last != null && last.isBefore(end)) ? last : end;
    }

    private static @Nullable Instant told(Map<String, Object> answer, TokenRules rules, Instant asked) {
        AnswerPaths paths = rules.login().answer();
        Object value = paths.expiration() == null ? null : AnswerBody.at(answer, paths.expiration());
        if (value == null) {
            return null;
        }
        return switch (paths.strategy()) {
            case IN -> in(value, rules, asked);
            case AT -> {
                Instant at = TokenLife.moment(value, asked);
                // Some say a length where a moment is expected; only a text can be told from one.
                yield at == null && value instanceof String text && text.indexOf(':') > 0
                        ? in(value, rules, asked)
                        : at;
            }
            case EITHER -> {
                Instant in = in(value, rules, asked);
                yield in == null ? TokenLife.moment(value, asked) : in;
            }
        };
    }

    private static @Nullable Instant in(Object value, TokenRules rules, Instant asked) {
        Duration life = TokenLife.length(value, rules.expiresInMillis());
        return life == null ? null : asked.plus(life);
    }
}
