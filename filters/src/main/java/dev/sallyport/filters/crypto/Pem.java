// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keys in PEM form. A key that cannot be read is null, never an exception that could quote it. */
public final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    // AlgorithmIdentifier { rsaEncryption, NULL }, preceded by version 0: what PKCS#8 puts before a PKCS#1 key.
    private static final byte[] RSA_PREFIX = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] EC_ALGORITHM = HexFormat.of().parseHex("06072a8648ce3d0201"); // id-ecPublicKey

    private Pem() {}

    /** Base64 of the Ed25519 signature. */
    public static @Nullable String signEd25519(String message, String pem) {
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
    public static @Nullable String fingerprint(String pem) {
        try {
            byte[] spki = label(pem).equals("PUBLIC KEY") ? der(pem) : publicKey(pem);
            return "SHA256:" + Base64.getEncoder().encodeToString(Digests.sha256(spki));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    /** An RSA or EC private key in PKCS#8, or in the older form of its kind (PKCS#1, SEC 1); null when it is none. */
    public static @Nullable PrivateKey privateKey(String pem) {
        return switch (label(pem)) {
            case "PRIVATE KEY" -> {
                PrivateKey rsa = readable(pem, "RSA");
                yield rsa == null ? readable(pem, "EC") : rsa;
            }
            case "RSA PRIVATE KEY" -> readable(pem, "RSA");
            case "EC PRIVATE KEY" -> readable(pem, "EC");
            default -> null;
        };
    }

    /** In their order; empty when there is none or one cannot be read. Line breaks may be spelled {@code \\n}. */
    public static List<X509Certificate> certificates(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (int at = pem.indexOf(CERTIFICATE); at >= 0; at = pem.indexOf(CERTIFICATE, at + 1)) {
                certificates.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(der(pem.substring(at)))));
            }
            return certificates;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static @Nullable PrivateKey readable(String pem, String algorithm) {
        try {
            return privateKey(pem, algorithm);
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
            case "RSA PRIVATE KEY" -> pkcs8(RSA_PREFIX, der(pem));
            case "EC PRIVATE KEY" -> pkcs8(ecPrefix(der(pem)), der(pem));
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

    private static byte[] pkcs8(byte[] prefix, byte[] inner) {
        byte[] key = tagged(0x04, inner);
        byte[] content = new byte[prefix.length + key.length];
        System.arraycopy(prefix, 0, content, 0, prefix.length);
        System.arraycopy(key, 0, content, prefix.length, key.length);
        return tagged(0x30, content);
    }

    /** With the curve that the key itself names in its parameters, {@code [0] { OID }} (RFC 5915 §3). */
    private static byte[] ecPrefix(byte[] sec1) {
        int keyLength = sec1.length > 8 ? sec1[sec1[1] < 0 ? 7 : 6] : 0;
        int at = (sec1.length > 1 && sec1[1] < 0 ? 8 : 7) + keyLength;
        if (keyLength <= 0 || at + 3 >= sec1.length || (sec1[at] & 0xFF) != 0xA0) {
            throw new IllegalArgumentException("EC key: no parameters (expected: the name of a curve)");
        }
        byte[] curve = Arrays.copyOfRange(sec1, at + 2, at + 2 + sec1[at + 1]);
        byte[] algorithm = new byte[EC_ALGORITHM.length + curve.length];
        System.arraycopy(EC_ALGORITHM, 0, algorithm, 0, EC_ALGORITHM.length);
        System.arraycopy(curve, 0, algorithm, EC_ALGORITHM.length, curve.length);
        byte[] sequence = tagged(0x30, algorithm);
        byte[] prefix = Arrays.copyOf(VERSION_0, VERSION_0.length + sequence.length);
        System.arraycopy(sequence, 0, prefix, VERSION_0.length, sequence.length);
        return prefix;
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
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
