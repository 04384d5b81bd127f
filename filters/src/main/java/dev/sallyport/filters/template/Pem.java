// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys in PEM form. A key that cannot be read is null, never an exception that could quote it. */
final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    // AlgorithmIdentifier { rsaEncryption, NULL }, preceded by version 0: what PKCS#8 puts before a PKCS#1 key.
    private static final byte[] RSA_PREFIX = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private Pem() {}

    /** Base64 of the Ed25519 signature. */
    static @Nullable String signEd25519(String message, String pem) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey(pem, "Ed25519"));
            signer.update(message.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code SHA256:} and the base64 SHA-256 of the public key's SPKI form; takes an RSA private or any public key. */
    static @Nullable String fingerprint(String pem) {
        try {
            byte[] spki = label(pem).equals("PUBLIC KEY") ? der(pem) : publicKey(pem);
            return "SHA256:" + Base64.getEncoder().encodeToString(Digests.sha256(spki));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] publicKey(String pem) throws GeneralSecurityException {
        if (privateKey(pem, "RSA") instanceof RSAPrivateCrtKey key) {
            RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
            return KeyFactory.getInstance("RSA").generatePublic(spec).getEncoded();
        }
        throw new IllegalArgumentException("key: has no public exponent (expected: RSA with CRT values)");
    }

    private static PrivateKey privateKey(String pem, String algorithm) throws GeneralSecurityException {
        byte[] der = switch (label(pem)) {
            case "PRIVATE KEY" -> der(pem);
            case "RSA PRIVATE KEY" -> pkcs8(der(pem));
            default -> throw new IllegalArgumentException("PEM label (expected: PRIVATE KEY)");
        };
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static String label(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = begin < 0 ? -1 : pem.indexOf(DASHES, begin + BEGIN.length());
        return end < 0 ? "" : pem.substring(begin + BEGIN.length(), end).toUpperCase(Locale.ROOT);
    }

    private static byte[] der(String pem) {
        int start = pem.indexOf(DASHES, pem.indexOf(BEGIN) + BEGIN.length()) + DASHES.length();
        int end = pem.indexOf(DASHES, start);
        if (end < 0) {
            throw new IllegalArgumentException("PEM end line (expected: -----END …-----)");
        }
        // Keys pasted into one line keep their breaks as a backslash and an n.
        String body = pem.substring(start, end).replace("\\r", "").replace("\\n", "");
        return Base64.getMimeDecoder().decode(body);
    }

    private static byte[] pkcs8(byte[] pkcs1) {
        byte[] key = tagged(0x04, pkcs1);
        byte[] content = new byte[RSA_PREFIX.length + key.length];
        System.arraycopy(RSA_PREFIX, 0, content, 0, RSA_PREFIX.length);
        System.arraycopy(key, 0, content, RSA_PREFIX.length, key.length);
        return tagged(0x30, content);
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
