// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token of an installed app (GitHub App), made by the integration's private key as long as the app stays installed. Which
 * installation it is for says the connection's configuration.
 *
 * @param token null before the first was obtained
 * @param jwt what the app last proved itself with
 * @param raw the answer the token came in
 */
public record AppCredential(
        @Nullable SecretText token,
        @Nullable Instant expiresAt,
        @Nullable SecretText jwt,
        SecretMap raw) implements ObtainedToken {

    @Override
    public String type() {
        return "APP";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("access_token", token)
                .put("expires_at", expiresAt)
                .put("jwtToken", jwt)
                .put("raw", raw.reveal())
                .toMap();
    }
}
