// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.CredentialFields;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a token ends, from what its answer says. */
final class TokenLife {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    /** Beyond it a number is a mistake or means for ever. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private static final int LONGEST_TEXT = 20;

    private TokenLife() {}

    /**
     * Null when nobody knows, as with a life of zero or less, which some providers say of tokens that do not end: then a 401
     * tells.
     */
    static @Nullable Instant endOf(Map<?, ?> answer, TokenRules rules, Instant asked) {
        Instant at = moment(answer.get("expires_at"), asked);
        if (at != null) {
            return at;
        }
        Duration life = length(answer.get("expires_in"), rules.expiresInMillis());
        if (life == null) {
            life = rules.assumedLife();
        }
        return life == null ? null : asked.plus(life);
    }

    private static @Nullable Instant moment(@Nullable Object value, Instant asked) {
        try {
            Instant moment = CredentialFields.instant(value);
            boolean sensible = moment != null && moment.isAfter(asked) && moment.isBefore(asked.plus(LONGEST));
            return sensible ? moment : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Duration length(@Nullable Object value, boolean inMillis) {
        BigDecimal number = number(value);
        if (number == null) {
            return null;
        }
        BigDecimal millis = inMillis ? number : number.multiply(THOUSAND);
        boolean sensible = millis.signum() > 0 && millis.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) <= 0;
        // Only then is it small enough to be written out.
        return sensible ? Duration.ofMillis(millis.longValue()) : null;
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        if (!(value instanceof Number || value instanceof String)) {
            return null;
        }
        String text = value.toString().strip();
        if (value instanceof String && text.length() > LONGEST_TEXT) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
