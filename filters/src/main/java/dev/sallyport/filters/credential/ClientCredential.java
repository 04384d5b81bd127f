// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 client-credentials grant (RFC 6749 §4.4): the client's own pair and the token it last obtained.
 *
 * @param token null before the first was obtained
 * @param clientSecret empty where the client proves itself by a key
 * @param certificate client certificate in PEM for mutual TLS, with its private key
 * @param privateKey the certificate's, or the one that the client signs assertions with (RFC 7523)
 */
public record ClientCredential(
        @Nullable SecretText token,
        SecretText clientId,
        SecretText clientSecret,
        @Nullable SecretText certificate,
        @Nullable SecretText privateKey,
        @Nullable Instant expiresAt,
        SecretMap raw)
        implements ObtainedToken {

    /** For mutual TLS; null unless certificate and key are both there. */
    public @Nullable ClientIdentity identity() {
        return certificate == null || privateKey == null ? null : new ClientIdentity(certificate, privateKey);
    }

    @Override
    public String type() {
        return "OAUTH2_CC";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("token", token)
                .put("client_id", clientId)
                .put("client_secret", clientSecret.isEmpty() ? null : clientSecret)
                .put("client_certificate", certificate)
                .put("client_private_key", privateKey)
                .put("expires_at", expiresAt)
                .put("raw", raw.reveal())
                .toMap();
    }
}
