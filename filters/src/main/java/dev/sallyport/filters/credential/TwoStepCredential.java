// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token that a login call of the provider's own gave, and what that call takes.
 *
 * @param own the fields that the provider asks for, by name; empty when only the token was given
 * @param token null before the first login
 * @param cookies those of the login's answer, as a {@code Cookie} header takes them
 * @param raw the login's answer
 */
public record TwoStepCredential(
        SecretMap own,
        @Nullable SecretText token,
        @Nullable SecretText refreshToken,
        @Nullable Instant expiresAt,
        @Nullable SecretText cookies,
        SecretMap raw)
        implements ObtainedToken {

    @Override
    public String type() {
        return "TWO_STEP";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .putAll(own)
                .put("token", token)
                .put("refresh_token", refreshToken)
                .put("expires_at", expiresAt)
                .put("_cookies", cookies)
                .put("raw", raw.reveal())
                .toMap();
    }

    /** Stands back where the provider's own headers carry the token: {@code HeaderPlan} knows. */
    @Override
    public boolean isRenewable() {
        return !own.isEmpty() || refreshToken != null;
    }
}
