// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sallyport.filters.catalog.JwtRules.SecretEncoding;
import dev.sallyport.filters.credential.SecretText;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtMinterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.9Z");

    /** RFC 7515 A.1.1. */
    private static final String HMAC =
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    /** RFC 7515 A.2.1. */
    private static final String RSA = """
            {"kty":"RSA",
             "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
             "e":"AQAB",
             "d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
             "p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
             "q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
             "dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
             "dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
             "qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"}""";

    /** RFC 7515 A.3.1. */
    private static final String EC = """
            {"kty":"EC","crv":"P-256",
             "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
             "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}""";

    @Test
    void aSecretSignsByHs256() throws Exception {
        String text = new BigInteger(1, Base64.getUrlDecoder().decode(HMAC)).toString(16);
        String hex = "0".repeat(128 - text.length()) + text;
        String fromBase64 = mint(SigningKey.ofSecret(SecretText.of(HMAC), SecretEncoding.BASE64, null));

        assertThat(JWSObject.parse(fromBase64)
                        .verify(new MACVerifier(Base64.getUrlDecoder().decode(HMAC))))
                .isTrue();
        assertThat(mint(SigningKey.ofSecret(SecretText.of(hex), SecretEncoding.HEX, null)))
                .isEqualTo(fromBase64);
        assertThat(JWSObject.parse(mint(SigningKey.ofSecret(SecretText.of("x".repeat(32)), SecretEncoding.UTF8, null)))
                        .verify(new MACVerifier("x".repeat(32).getBytes(UTF_8))))
                .isTrue();
    }

    /** The signature that RFC 7515 A.1.1 gives for its own header and payload, whose line breaks no JSON writer would make. */
    @Test
    void theKeyOfTheRfcMakesTheSignatureOfTheRfc() throws Exception {
        byte[] input = ("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0"
                        + "dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ")
                .getBytes(UTF_8);
        SigningKey key = SigningKey.ofSecret(SecretText.of(HMAC), SecretEncoding.BASE64, null);

        assertThat(key.signer().sign(new JWSHeader(key.algorithm()), input).toString())
                .isEqualTo("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    /** RFC 7515 A.2.1: RSA signatures of PKCS#1 v1.5 are always the same. */
    @Test
    void theRsaKeyOfTheRfcMakesTheSignatureOfTheRfcInEveryForm() throws Exception {
        byte[] input =
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                        .getBytes(UTF_8);
        byte[] pkcs8 = rsa().getEncoded();
        // For 2048 bits PKCS#8 puts 26 bytes of header before the PKCS#1 key.
        String pkcs1 = pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length));

        for (String pem : List.of(pem("PRIVATE KEY", pkcs8), pkcs1, pkcs1.replace("\n", "\\n"))) {
            SigningKey key = SigningKey.ofPrivate(SecretText.of(pem));
            assertThat(key.signer().sign(new JWSHeader(key.algorithm()), input).toString())
                    .startsWith(
                            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5")
                    .endsWith("p0igcN_IoypGlUPQGe77Rw");
        }
    }

    @Test
    void theEcKeyOfTheRfcSignsByEs256InEveryForm() throws Exception {
        ECKey key = ECKey.parse(EC);
        byte[] pkcs8 = key.toECPrivateKey().getEncoded();
        byte[] point = key.toECPublicKey().getEncoded();
        String d = HexFormat.of().formatHex(key.getD().decode());
        String q = HexFormat.of().formatHex(Arrays.copyOfRange(point, point.length - 65, point.length));
        byte[] sec1 = HexFormat.of().parseHex("30770201010420" + d + "a00a06082a8648ce3d030107a144034200" + q);
        byte[] withoutPoint = HexFormat.of().parseHex("30310201010420" + d + "a00a06082a8648ce3d030107");

        for (String pem : List.of(
                pem("PRIVATE KEY", pkcs8),
                pem("EC PRIVATE KEY", sec1),
                pem("EC PRIVATE KEY", withoutPoint),
                pem("EC PRIVATE KEY", sec1).replace("\n", "\\n"))) {
            JWSObject token = JWSObject.parse(mint(SigningKey.ofPrivate(SecretText.of(pem))));
            assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
            assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        }
    }

    @Test
    void aTokenSaysWhenItWasIssuedAndWhenItExpires() throws Exception {
        SigningKey key = SigningKey.ofPrivate(SecretText.of(pem("PRIVATE KEY", rsa().getEncoded())));

        JWSObject token = JWSObject.parse(JwtMinter.mint(
                        Map.of("kid", "k1", "typ", "JWT", "alg", "none", "x-own", "y"),
                        Map.of("iss", "me", "aud", List.of("a", "b")),
                        key,
                        NOW,
                        Duration.ofMillis(300_500))
                .reveal());

        assertThat(token.getPayload().toJSONObject())
                .isEqualTo(Map.of("iat", 1_795_428_000L, "exp", 1_795_428_301L, "iss", "me", "aud", List.of("a", "b")));
        assertThat(token.getHeader().toJSONObject())
                .isEqualTo(Map.of("alg", "RS256", "typ", "JWT", "kid", "k1", "x-own", "y"));
        assertThat(token.verify(new RSASSAVerifier(RSAKey.parse(RSA)))).isTrue();
    }

    @Test
    void claimsOfTheProvidersOwnWin() throws Exception {
        SigningKey key = SigningKey.ofSecret(SecretText.of("x".repeat(32)), SecretEncoding.UTF8, null);

        JWSObject token = JWSObject.parse(JwtMinter.mint(Map.of(), Map.of("exp", 1), key, NOW, Duration.ofHours(1))
                .reveal());

        assertThat(token.getPayload().toJSONObject()).containsEntry("exp", 1L);
    }

    @ParameterizedTest
    @CsvSource({"canary, UTF8", "canary-canary-canary-canary-canary-canary, HEX", "canary!canary, BASE64", "'', UTF8"})
    void aSecretThatIsTooShortOrOfAnotherEncodingIsRefusedWithoutItsText(String secret, SecretEncoding encoding) {
        assertThatThrownBy(() -> SigningKey.ofSecret(SecretText.of(secret), encoding, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for HS256 (expected: at least as many bytes as its hash, in " + encoding)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary",
                "-----BEGIN PRIVATE KEY-----canary",
                "-----BEGIN EC PRIVATE KEY-----AAAA-----END EC PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----MDECAQEEIAAAAAAAAAAAAAAA-----END EC PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----AAAA-----END RSA PRIVATE KEY-----",
                "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----",
                "{\"kty\":\"RSA\",\"canary\":1}",
                "{\"kty\":\"oct\",\"k\":\"canary\"}",
                "{canary"
            })
    void aKeyThatIsNoneIsRefusedWithoutItsText(String pem) {
        assertThatThrownBy(() -> SigningKey.ofPrivate(SecretText.of(pem)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private key in PEM")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aKeyOfAnotherCurveSignsByItsOwnAlgorithmAndByNoOther() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(384);
        SecretText pem = SecretText.of(
                pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));

        assertThat(JWSObject.parse(mint(SigningKey.ofPrivate(pem)))
                        .getHeader()
                        .getAlgorithm()
                        .getName())
                .isEqualTo("ES384");
        assertThatThrownBy(() -> SigningKey.ofPrivate(pem, "ES256"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for ES256");
    }

    @Test
    void aKeyMayComeAsJwkAndInBase64() throws Exception {
        String jwk = RSA.replaceFirst("\\{", "{\"kid\":\"k7\",");
        String pem = pem("PRIVATE KEY", rsa().getEncoded());
        String base64 = Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
        String bare = Base64.getEncoder().encodeToString(rsa().getEncoded());

        assertThat(SigningKey.ofPrivate(SecretText.of(jwk)).id()).isEqualTo("k7");
        for (String form : List.of(jwk, base64, bare)) {
            assertThat(JWSObject.parse(mint(SigningKey.ofPrivate(SecretText.of(form))))
                            .verify(new RSASSAVerifier(RSAKey.parse(RSA))))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PS256", "RS512"})
    void anRsaKeySignsByTheAlgorithmThatIsAskedFor(String algorithm) throws Exception {
        SecretText pem = SecretText.of(pem("PRIVATE KEY", rsa().getEncoded()));
        JWSObject token = JWSObject.parse(mint(SigningKey.ofPrivate(pem, algorithm)));

        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(token.verify(new RSASSAVerifier(RSAKey.parse(RSA)))).isTrue();
    }

    private static PrivateKey rsa() throws Exception {
        return RSAKey.parse(RSA).toPrivateKey();
    }

    private static String mint(SigningKey key) {
        return JwtMinter.mint(Map.of(), Map.of("sub", "me"), key, NOW, Duration.ofMinutes(5))
                .reveal();
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
