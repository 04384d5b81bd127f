// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of an OAuth 2.0 authorization (RFC 6749), sent as a bearer token (RFC 6750).
 *
 * @param token the access token
 * @param raw the token answer as it came, which templates and callers may read
 * @param configOverride client id and secret that replace the integration's for this connection
 */
public record OAuth2Credential(
        SecretText token,
        @Nullable SecretText refreshToken,
        @Nullable Instant expiresAt,
        SecretMap raw,
        SecretMap configOverride)
        implements Credential {

    @Override
    public String type() {
        return "OAUTH2";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("access_token", token)
                .put("refresh_token", refreshToken)
                .put("expires_at", expiresAt)
                .put("raw", raw.reveal())
                .putUnlessEmpty("config_override", configOverride)
                .toMap();
    }

    @Override
    public String authorization() {
        return "Bearer " + token.reveal();
    }

    @Override
    public String accessToken() {
        return token.reveal();
    }

    @Override
    public boolean isRenewable() {
        return refreshToken != null;
    }

    @Override
    public boolean isPending() {
        return token.isEmpty() && refreshToken != null;
    }
}
