// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import dev.sallyport.filters.crypto.Pem;
import dev.sallyport.filters.crypto.PercentEncoding;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** A signature method of OAuth 1.0a (RFC 5849 §3.4) with its key. */
sealed interface OAuth1Method {

    String DEFAULT = "HMAC-SHA1";

    /** Its name in {@code oauth_signature_method}. */
    String name();

    /** The signature, not yet percent-encoded. */
    String sign(String baseString);

    /** Whether the signature depends on the request at all. */
    default boolean coversRequest() {
        return true;
    }

    /**
     * @param consumerSecret for RSA-SHA1 the private key in PEM
     */
    static OAuth1Method of(String name, SecretText consumerSecret, SecretText tokenSecret) {
        String pair =
                PercentEncoding.encode(consumerSecret.reveal()) + '&' + PercentEncoding.encode(tokenSecret.reveal());
        return switch (name) {
            case DEFAULT -> new Hmac(name, "HmacSHA1", SecretText.of(pair));
            case "HMAC-SHA256" -> new Hmac(name, "HmacSHA256", SecretText.of(pair));
            case "PLAINTEXT" -> new Plaintext(SecretText.of(pair));
            case "RSA-SHA1" -> new Rsa(rsaKey(consumerSecret));
            default -> throw new IllegalArgumentException("signature_method: " + name + " (expected: HMAC-SHA1, …)");
        };
    }

    private static PrivateKey rsaKey(SecretText pem) {
        PrivateKey key = Pem.privateKey(pem.reveal());
        if (key == null || !key.getAlgorithm().equals("RSA")) {
            throw Missing.value("integration.client_secret", "an RSA private key in PEM, for RSA-SHA1");
        }
        return key;
    }

    /** RFC 5849 §3.4.2; with SHA-256 by the same rules, as NetSuite asks for. */
    record Hmac(String name, String algorithm, SecretText key) implements OAuth1Method {

        @Override
        public String sign(String baseString) {
            byte[] mac = Digests.hmac(algorithm, key.reveal().getBytes(US_ASCII), baseString);
            return Base64.getEncoder().encodeToString(mac);
        }
    }

    /** RFC 5849 §3.4.4: the secrets themselves, for TLS only. */
    record Plaintext(SecretText key) implements OAuth1Method {

        @Override
        public String name() {
            return "PLAINTEXT";
        }

        @Override
        public String sign(String baseString) {
            return key.reveal();
        }

        @Override
        public boolean coversRequest() {
            return false;
        }
    }

    /** RFC 5849 §3.4.3. */
    record Rsa(PrivateKey key) implements OAuth1Method {

        @Override
        public String name() {
            return "RSA-SHA1";
        }

        @Override
        public String sign(String baseString) {
            try {
                Signature signature = Signature.getInstance("SHA1withRSA");
                signature.initSign(key);
                signature.update(baseString.getBytes(UTF_8));
                return Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("SHA1withRSA takes every RSA key that could be read", e);
            }
        }

        @Override
        public String toString() {
            return "Rsa[key=[redacted]]";
        }
    }
}
