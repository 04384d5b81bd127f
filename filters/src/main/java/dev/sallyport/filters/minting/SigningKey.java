// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import dev.sallyport.filters.catalog.JwtRules.SecretEncoding;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Pem;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.text.ParseException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A key for tokens of one algorithm (RFC 7518 §3.1). Reading one takes about as long as signing. */
public final class SigningKey {

    private static final String BEGIN = "-----BEGIN ";

    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;
    private final @Nullable String id;

    private SigningKey(JWSAlgorithm algorithm, JWSSigner signer, @Nullable String id) {
        this.algorithm = algorithm;
        this.signer = signer;
        this.id = id;
    }

    /** {@link #ofPrivate(SecretText, String)} for RS256 or the algorithm of the key's curve. */
    public static SigningKey ofPrivate(SecretText text) {
        return ofPrivate(text, null);
    }

    /**
     * A private key in one of the forms it is handed around in: PEM (PKCS#8, PKCS#1 or SEC 1; line breaks may be spelled
     * {@code \n}), PEM or PKCS#8 in Base64, or a JSON Web Key (RFC 7517).
     *
     * @param algorithm name; null for RS256 or the algorithm of the key's curve
     * @throws IllegalArgumentException when it is no such key, or a weak one, or not for the algorithm; never quotes it
     */
    public static SigningKey ofPrivate(SecretText text, @Nullable String algorithm) {
        String key = text.reveal().strip();
        try {
            return key.startsWith("{") ? ofJwk(key, algorithm) : of(Pem.privateKey(toPem(key)), algorithm, null);
        } catch (JOSEException | ParseException | IllegalArgumentException e) {
            throw unusable(algorithm);
        }
    }

    /**
     * A shared secret.
     *
     * @param algorithm name; null for HS256
     * @throws IllegalArgumentException when it is not of this encoding, or shorter than the hash, as RFC 7518 §3.2 forbids; never
     *     quotes it
     */
    public static SigningKey ofSecret(SecretText secret, SecretEncoding encoding, @Nullable String algorithm) {
        JWSAlgorithm wanted = algorithm == null ? JWSAlgorithm.HS256 : JWSAlgorithm.parse(algorithm);
        try {
            return checked(wanted, new MACSigner(decode(secret.reveal(), encoding)), null);
        } catch (JOSEException | IllegalArgumentException e) {
            throw new IllegalArgumentException("signing key: not usable for " + wanted
                    + " (expected: at least as many bytes as its hash, in " + encoding + ")");
        }
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    JWSSigner signer() {
        return signer;
    }

    /** How the key calls itself; null where it has no name. */
    public @Nullable String id() {
        return id;
    }

    private static SigningKey ofJwk(String json, @Nullable String algorithm) throws JOSEException, ParseException {
        JWK key = JWK.parse(json);
        if (!(key instanceof AsymmetricJWK pair)) {
            throw new JOSEException("no private key");
        }
        String wanted = algorithm == null && key.getAlgorithm() != null
                ? key.getAlgorithm().getName()
                : algorithm;
        return of(pair.toPrivateKey(), wanted, key.getKeyID());
    }

    private static SigningKey of(@Nullable PrivateKey key, @Nullable String algorithm, @Nullable String id)
            throws JOSEException {
        return switch (key) {
            case ECPrivateKey curve -> {
                ECDSASigner signer = new ECDSASigner(curve);
                JWSAlgorithm own = signer.supportedJWSAlgorithms().iterator().next();
                yield checked(algorithm == null ? own : JWSAlgorithm.parse(algorithm), signer, id);
            }
            case PrivateKey rsa
            when rsa.getAlgorithm().equals("RSA") ->
                checked(
                        algorithm == null ? JWSAlgorithm.RS256 : JWSAlgorithm.parse(algorithm),
                        new RSASSASigner(rsa),
                        id);
            case null, default -> throw new JOSEException("no private key");
        };
    }

    private static SigningKey checked(JWSAlgorithm algorithm, JWSSigner signer, @Nullable String id)
            throws JOSEException {
        if (!signer.supportedJWSAlgorithms().contains(algorithm)) {
            throw new JOSEException("a key for another algorithm");
        }
        return new SigningKey(algorithm, signer, id);
    }

    /** Base64 of PEM, or of what stands in PEM between the dashes, becomes PEM. */
    private static String toPem(String key) {
        if (key.contains(BEGIN)) {
            return key;
        }
        try {
            String decoded = new String(Base64.getMimeDecoder().decode(key), US_ASCII);
            return decoded.contains(BEGIN)
                    ? decoded
                    : "-----BEGIN PRIVATE KEY-----" + key + "-----END PRIVATE KEY-----";
        } catch (IllegalArgumentException e) {
            return key;
        }
    }

    private static byte[] decode(String secret, SecretEncoding encoding) {
        return switch (encoding) {
            case UTF8 -> secret.getBytes(UTF_8);
            case HEX -> HexFormat.of().parseHex(secret);
            case BASE64 -> Base64.getDecoder().decode(secret.replace('-', '+').replace('_', '/'));
        };
    }

    private static IllegalArgumentException unusable(@Nullable String algorithm) {
        return new IllegalArgumentException("signing key: not usable (expected: a private key in PEM or JWK for "
                + (algorithm == null ? "RSA or an elliptic curve" : algorithm) + ")");
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + "]";
    }
}
