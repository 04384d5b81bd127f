// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.Pem;
import dev.sallyport.filters.minting.JwtMinter;
import dev.sallyport.filters.minting.SigningKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's proof of who it is by a token that it signs itself (RFC 7523 §2.2, §3). */
final class ClientAssertion {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private ClientAssertion() {}

    /**
     * The proof as parameters of a request.
     *
     * @param audience the token endpoint's URL
     * @param key private, in PEM or JWK; one that has a name is named in the token
     * @param certificate in PEM, whose thumbprint some providers know the key by; null for none
     * @param id never used before
     * @throws IllegalArgumentException when the key cannot be used; never quotes it
     */
    static Map<String, String> of(
            String clientId,
            String audience,
            SecretText key,
            @Nullable SecretText certificate,
            Instant now,
            String id) {
        SigningKey signing = SigningKey.ofPrivate(key);
        Map<String, Object> claims = Map.of("iss", clientId, "sub", clientId, "aud", audience, "jti", id);
        SecretText token = JwtMinter.mint(header(signing, certificate), claims, signing, now, LIFE);
        return Map.of("client_assertion_type", TYPE, "client_assertion", token.reveal());
    }

    private static Map<String, Object> header(SigningKey key, @Nullable SecretText certificate) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        if (key.id() != null) {
            header.put("kid", key.id());
        }
        List<X509Certificate> chain = certificate == null ? List.of() : Pem.certificates(certificate.reveal());
        if (!chain.isEmpty()) {
            header.put("x5t#S256", thumbprint(chain.getFirst()));
        }
        return header;
    }

    /** RFC 7515 §4.1.8. */
    private static String thumbprint(X509Certificate certificate) {
        try {
            byte[] hash = Digests.sha256(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("was read from its encoding", e);
        }
    }
}
