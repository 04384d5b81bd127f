// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 client-credentials grant (RFC 6749 §4.4): the client's own pair and the token it last obtained.
 *
 * @param certificate client certificate in PEM for mutual TLS, with its private key
 */
public record ClientCredential(
        SecretText token,
        SecretText clientId,
        SecretText clientSecret,
        @Nullable SecretText certificate,
        @Nullable SecretText privateKey,
        @Nullable Instant expiresAt,
        SecretMap raw)
        implements Credential {

    @Override
    public String type() {
        return "OAUTH2_CC";
    }

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type());
        fields.put("token", token.reveal());
        fields.put("client_id", clientId.reveal());
        fields.put("client_secret", clientSecret.reveal());
        if (certificate != null) {
            fields.put("client_certificate", certificate.reveal());
        }
        if (privateKey != null) {
            fields.put("client_private_key", privateKey.reveal());
        }
        if (expiresAt != null) {
            fields.put("expires_at", expiresAt.toString());
        }
        fields.put("raw", raw.reveal());
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
        return true;
    }
}
