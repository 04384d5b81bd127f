// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.CredentialFields;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a token ends, from what its answer says. Null where nobody knows; then a 401 tells. */
final class TokenLife {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    /** Beyond it a number is a mistake or means for ever. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private static final int LONGEST_TEXT = 40;

    private static final Pattern WITH_UNIT = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern DAYS_HOURS_MINUTES = Pattern.compile("([0-9]{1,4}):([0-9]{1,2}):([0-9]{1,2})");

    private TokenLife() {}

    /** By {@code expires_at}, else by {@code expires_in}, else by what the catalogue assumes. */
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

    /** ISO-8601, where no offset means UTC, or an epoch number in seconds or milliseconds, also as text. */
    static @Nullable Instant moment(@Nullable Object value, Instant asked) {
        try {
            Instant moment = value instanceof String text ? moment(text.strip()) : CredentialFields.instant(value);
            boolean sensible = moment != null && moment.isAfter(asked) && moment.isBefore(asked.plus(LONGEST));
            return sensible ? moment : null;
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    /**
     * A number, also as text, or a text such as {@code 20m} or {@code 1:12:30}, days, hours and minutes. A life of zero or less
     * is none: some providers say that of tokens that do not end.
     */
    static @Nullable Duration length(@Nullable Object value, boolean inMillis) {
        BigDecimal number = number(value);
        if (number == null) {
            return value instanceof String text && text.length() <= LONGEST_TEXT ? length(text.strip()) : null;
        }
        BigDecimal millis = inMillis ? number : number.multiply(THOUSAND);
        boolean sensible = millis.signum() > 0 && millis.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) <= 0;
        // Only then is it small enough to be written out.
        return sensible ? Duration.ofMillis(millis.longValue()) : null;
    }

    /** What the token says itself, if it is a JSON Web Token with a claim {@code exp}. */
    static @Nullable Instant ofJwt(String token, Instant asked) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !parts[0].startsWith("eyJ")) {
            return null;
        }
        try {
            Map<String, Object> claims = AnswerBody.json(Base64.getUrlDecoder().decode(parts[1].getBytes(UTF_8)));
            return claims == null ? null : moment(claims.get("exp"), asked);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Instant moment(String text) {
        if (!text.isEmpty() && text.length() <= 15 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return CredentialFields.instant(Long.parseLong(text));
        }
        try {
            return CredentialFields.instant(text);
        } catch (IllegalArgumentException e) {
            return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        }
    }

    private static @Nullable Duration length(String text) {
        Matcher unit = WITH_UNIT.matcher(text);
        if (unit.matches()) {
            return positive(Duration.parse(iso(unit.group(1), unit.group(2))));
        }
        Matcher clock = DAYS_HOURS_MINUTES.matcher(text);
        return clock.matches()
                ? positive(Duration.ofDays(Long.parseLong(clock.group(1)))
                        .plusHours(Long.parseLong(clock.group(2)))
                        .plusMinutes(Long.parseLong(clock.group(3))))
                : null;
    }

    private static String iso(String number, String unit) {
        return switch (unit) {
            case "ms" -> "PT" + BigDecimal.valueOf(Long.parseLong(number), 3).toPlainString() + "S";
            case "d" -> "P" + number + "D";
            default -> "PT" + number + unit.toUpperCase(Locale.ROOT);
        };
    }

    private static @Nullable Duration positive(Duration life) {
        return life.isPositive() && life.compareTo(LONGEST) <= 0 ? life : null;
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
