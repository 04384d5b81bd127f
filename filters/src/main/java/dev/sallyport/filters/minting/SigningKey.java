// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Pem;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;

/** A key for tokens of one algorithm (RFC 7518 §3.1). */
final class SigningKey {

    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;

    private SigningKey(JWSAlgorithm algorithm, JWSSigner signer) {
        this.algorithm = algorithm;
        this.signer = signer;
    }

    /** How the text of a shared secret stands for its bytes. */
    enum Encoding {
        UTF8,
        HEX,
        BASE64
    }

    /**
     * For RS256 or ES256, by the kind of the key.
     *
     * @param pem PKCS#8, PKCS#1 or SEC 1; line breaks may be spelled {@code \n}
     * @throws IllegalArgumentException when it is no such key, or a weak one; never quotes it
     */
    static SigningKey ofPem(SecretText pem) {
        PrivateKey key = Pem.privateKey(pem.reveal());
        try {
            return switch (key) {
                case ECPrivateKey ec -> new SigningKey(JWSAlgorithm.ES256, ecdsa(ec));
                case PrivateKey rsa
                when rsa.getAlgorithm().equals("RSA") -> new SigningKey(JWSAlgorithm.RS256, new RSASSASigner(rsa));
                case null, default -> throw unusable("an RSA or P-256 private key in PEM");
            };
        } catch (JOSEException e) {
            throw unusable("a P-256 private key in PEM");
        }
    }

    /**
     * For HS256.
     *
     * @throws IllegalArgumentException when it is not of this encoding, or has fewer than the 256 bits that RFC 7518 §3.2 asks
     *     for; never quotes it
     */
    static SigningKey ofSecret(SecretText secret, Encoding encoding) {
        try {
            return new SigningKey(JWSAlgorithm.HS256, new MACSigner(decode(secret.reveal(), encoding)));
        } catch (JOSEException | IllegalArgumentException e) {
            throw unusable("at least 32 bytes in " + encoding);
        }
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    JWSSigner signer() {
        return signer;
    }

    private static ECDSASigner ecdsa(ECPrivateKey key) throws JOSEException {
        ECDSASigner signer = new ECDSASigner(key);
        if (!signer.supportedJWSAlgorithms().contains(JWSAlgorithm.ES256)) {
            throw new JOSEException("another curve");
        }
        return signer;
    }

    private static byte[] decode(String secret, Encoding encoding) {
        return switch (encoding) {
            case UTF8 -> secret.getBytes(UTF_8);
            case HEX -> HexFormat.of().parseHex(secret);
            case BASE64 -> Base64.getDecoder().decode(secret.replace('-', '+').replace('_', '/'));
        };
    }

    private static IllegalArgumentException unusable(String expected) {
        return new IllegalArgumentException("signing key: not usable (expected: " + expected + ")");
    }
}
