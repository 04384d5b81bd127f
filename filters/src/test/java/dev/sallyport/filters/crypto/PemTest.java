// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.template.Template;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PemTest {

    /** RFC 8032 §7.1, test 2: secret key, message 72, signature. */
    @Test
    void signsAsRfc8032Says() {
        String seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + seed);
        String signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

        String signed =
                Template.compile("${ed25519Sign(r, ${key})}").render(Map.of("key", pem("PRIVATE KEY", pkcs8))::get);

        assertThat(signed)
                .isEqualTo(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(signature)));
    }

    @Test
    void readsAKeyPastedIntoOneLine() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String oneLine = pem("PRIVATE KEY", pair.getPrivate().getEncoded()).replace("\n", "\\n");

        String signed = Pem.signEd25519("message", oneLine);

        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(pair.getPublic());
        verifier.update("message".getBytes(UTF_8));
        assertThat(signed).isNotNull();
        assertThat(verifier.verify(Base64.getDecoder().decode(signed))).isTrue();
    }

    @Test
    void aFingerprintIsTheSameFromThePublicAndFromEitherPrivateForm() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] spki = pair.getPublic().getEncoded();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        // For 2048 bits PKCS#8 puts 26 bytes of header before the PKCS#1 key.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        String expected = "SHA256:"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(spki));

        assertThat(Pem.fingerprint(pem("PUBLIC KEY", spki))).isEqualTo(expected);
        assertThat(Pem.fingerprint(pem("PRIVATE KEY", pkcs8))).isEqualTo(expected);
        assertThat(Pem.fingerprint(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(expected);
        assertThat(Template.compile("${fingerprint(${k})}").render(Map.of("k", pem("PUBLIC KEY", spki))::get))
                .isEqualTo(expected);
    }

    @Test
    void anUnreadableKeyHasNoValue() {
        for (String pem : new String[] {
            "",
            "key",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----"
        }) {
            assertThat(Pem.signEd25519("m", pem)).as(pem).isNull();
            assertThat(Pem.fingerprint(pem)).as(pem).isNull();
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
