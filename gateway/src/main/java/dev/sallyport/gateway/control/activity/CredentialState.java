// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.refresh.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a connection's credential fares.
 *
 * @param reason why it was not renewed the last time; null when nothing is wrong with that
 * @param since when that began
 * @param lastRefreshed null where its answer did not tell how long it lives, or where it is the first one
 */
record CredentialState(
        Kind kind,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable Instant lastRefreshed) {

    /** Of one that nothing renews: time enough for somebody to replace it. */
    private static final Duration SOON = Duration.ofHours(1);

    /** What a provider says of a longer one is not taken for a number of seconds. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(36_500);

    private static final int MILLIS = 1_000;

    /** From the worst to the best. */
    enum Kind {
        /** Its provider refused to renew it: somebody has to authorize again. */
        BROKEN,
        /** Its time is over; one that can be renewed is renewed by the next call. */
        EXPIRED,
        /** Its time is nearly over. */
        EXPIRING,
        /** Good, as far as is known. */
        OK
    }

    /**
     * @param provider null when the catalogue has it no more
     * @param problem why it was not renewed the last time; null when all is well
     */
    static CredentialState of(
            Connection connection,
            @Nullable Provider provider,
            @Nullable Setback problem,
            Duration leastMargin,
            Instant now) {
        Kind kind = problem != null && problem.kind() == Setback.Kind.REFUSED
                ? Kind.BROKEN
                : byTime(connection.credential(), margin(connection.credential(), provider, leastMargin), now);
        return new CredentialState(
                kind,
                problem == null ? null : problem.reason(),
                problem == null ? null : problem.since(),
                refreshed(connection, provider));
    }

    private static Kind byTime(Credential credential, Duration margin, Instant now) {
        Instant expiry = credential.expiresAt();
        if (expiry == null) {
            return Kind.OK;
        }
        if (!now.isBefore(expiry)) {
            return Kind.EXPIRED;
        }
        return now.isBefore(expiry.minus(margin)) ? Kind.OK : Kind.EXPIRING;
    }

    private static Duration margin(Credential credential, @Nullable Provider provider, Duration leastMargin) {
        if (!credential.isRenewable()) {
            return SOON;
        }
        Duration own = provider == null ? null : provider.tokens().expirationBuffer();
        return own == null ? leastMargin : own;
    }

    /** When the token was got, by its own expiry and the life that its answer gave it. */
    private static @Nullable Instant refreshed(Connection connection, @Nullable Provider provider) {
        Credential credential = connection.credential();
        Instant expiry = credential.expiresAt();
        Object life = credential.fields().get("raw") instanceof Map<?, ?> answer ? answer.get("expires_in") : null;
        if (expiry == null || !credential.isRenewable() || !(life instanceof Number number)) {
            return null;
        }
        boolean inMillis = provider != null && provider.tokens().expiresInMillis();
        long seconds = inMillis ? number.longValue() / MILLIS : number.longValue();
        if (seconds <= 0 || seconds > LONGEST_LIFE.toSeconds()) {
            return null;
        }
        Duration lasting = Duration.ofSeconds(seconds);
        Instant got = expiry.minus(lasting);
        return got.isAfter(connection.createdAt()) ? got : null;
    }
}
