// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * User name and password of a provider that wants a token made from them (WSSE).
 *
 * @param token the last one made; null before the first
 */
public record SignatureCredential(
        SecretText username,
        SecretText password,
        @Nullable SecretText token,
        @Nullable Instant expiresAt) implements ObtainedToken {

    @Override
    public String type() {
        return "SIGNATURE";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("username", username)
                .put("password", password)
                .put("token", token)
                .put("expires_at", expiresAt)
                .toMap();
    }
}
