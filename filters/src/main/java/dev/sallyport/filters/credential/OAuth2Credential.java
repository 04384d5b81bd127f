// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.LinkedHashMap;
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
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type());
        fields.put("access_token", token.reveal());
        if (refreshToken != null) {
            fields.put("refresh_token", refreshToken.reveal());
        }
        if (expiresAt != null) {
            fields.put("expires_at", expiresAt.toString());
        }
        fields.put("raw", raw.reveal());
        if (!configOverride.isEmpty()) {
            fields.put("config_override", configOverride.reveal());
        }
        return fields;
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
}
