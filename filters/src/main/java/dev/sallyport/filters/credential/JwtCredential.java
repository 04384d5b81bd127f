// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed token (RFC 7519) and what it is made of.
 *
 * @param own the fields that the provider asks for, by name; empty when only the token was given
 * @param token the last one made; null before the first
 */
public record JwtCredential(
        SecretMap own, @Nullable SecretText token, @Nullable Instant expiresAt) implements ObtainedToken {

    @Override
    public String type() {
        return "JWT";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .putAll(own)
                .put("token", token)
                .put("expires_at", expiresAt)
                .toMap();
    }

    @Override
    public boolean isRenewable() {
        return !own.isEmpty();
    }
}
