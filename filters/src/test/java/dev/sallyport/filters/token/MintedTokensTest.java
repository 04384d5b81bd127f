// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.sallyport.filters.credential.JwtCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.credential.SignatureCredential;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that nobody is asked for: no server is there. */
class MintedTokensTest {

    private static final int NOBODY = 1;
    private static final String SECRET = "abcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890";

    @Test
    void aSharedSecretOfTwoHalvesSigns() throws Exception {
        String fields = "auth_mode: JWT, signature: {protocol: HMAC}, token: {signing_key: '${credentials.key.secret}',"
                + " expires_in_ms: 300000, header: {alg: HS256, kid: '${credentials.key.id}'}, payload: {aud: /admin/}}";

        JwtCredential credential = granted(fields, Map.of("key", "1234:" + SECRET));
        SignedJWT token = SignedJWT.parse(credential.accessToken());

        assertThat(token.verify(new MACVerifier(HexFormat.of().parseHex(SECRET))))
                .isTrue();
        assertThat(token.getHeader().getKeyID()).isEqualTo("1234");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("/admin/");
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(300)));
        assertThat(credential.expiresAt()).isEqualTo(NOW.plusSeconds(300));
        assertThat(credential.own().reveal()).containsOnlyKeys("key");
    }

    @Test
    void anEllipticKeySignsAndListsAreDividedAtCommas() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String fields = "auth_mode: JWT, signature: {protocol: EC}, token: {signing_key: '${credentials.key}',"
                + " expires_in_ms: 900000, header: {alg: ES256, typ: JWT, kid: '${credentials.none}'},"
                + " payload: {iss: '${credentials.issuer}', scope: ['${connectionConfig.scope}'], none: ['${credentials.none}']}}";

        TokenOutcome outcome = Asking.of(
                        fields, jwt(Map.of("key", pem(key.toECPrivateKey().getEncoded()), "issuer", "i")))
                .config("scope", "GET /v1/apps, GET /v1/users")
                .at(NOBODY);
        SignedJWT token = SignedJWT.parse(((Granted) outcome).credential().accessToken());

        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(token.getHeader().getKeyID()).isNull();
        assertThat(token.getJWTClaimsSet().toJSONObject())
                .containsEntry("scope", List.of("GET /v1/apps", "GET /v1/users"))
                .containsEntry("iss", "i")
                .doesNotContainKey("none");
    }

    @Test
    void anRsaKeySignsAndIsNamedByItsFingerprint() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        String fields = "auth_mode: JWT, signature: {protocol: RSA}, token: {signing_key: '${credentials.key}',"
                + " expires_in_ms: 3600000, header: {alg: RS256}, payload: {iss: 'A.${fingerprint(${credentials.key})}'}}";

        JwtCredential credential =
                granted(fields, Map.of("key", pem(key.toPrivateKey().getEncoded())));
        SignedJWT token = SignedJWT.parse(credential.accessToken());

        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(token.getJWTClaimsSet().getIssuer()).matches("A\\.SHA256:[A-Za-z0-9+/]{43}=");
    }

    @Test
    void aKeyThatIsNoneOrMissingBreaksTheConnection() throws Exception {
        String fields = "auth_mode: JWT, signature: {protocol: RSA}, token: {signing_key: '${credentials.key}',"
                + " expires_in_ms: 1000, payload: {}}";

        assertThat(Asking.of(fields, jwt(Map.of("key", "canary"))).at(NOBODY))
                .isEqualTo(new Refused("unusable_signing_key"));
        assertThat(Asking.of(fields, jwt(Map.of("other", "x"))).at(NOBODY))
                .isEqualTo(new Refused("signing_key_missing"));
    }

    @Test
    void aPasswordDigestIsMadeForItsTime() throws Exception {
        String fields = "auth_mode: SIGNATURE, signature: {protocol: WSSE}, token: {expires_in_ms: 240000}";
        SignatureCredential before = new SignatureCredential(SecretText.of("me"), SecretText.of("hush"), null, null);

        SignatureCredential next =
                (SignatureCredential) ((Granted) Asking.of(fields, before).at(NOBODY)).credential();

        assertThat(next.accessToken())
                .startsWith("UsernameToken Username=\"me\", PasswordDigest=\"")
                .endsWith("Created=\"2026-11-23T10:00:00.000Z\"");
        assertThat(next.expiresAt()).isEqualTo(NOW.plusSeconds(240));
    }

    private static JwtCredential granted(String fields, Map<String, Object> own) throws Exception {
        return (JwtCredential) ((Granted) Asking.of(fields, jwt(own)).at(NOBODY)).credential();
    }

    private static JwtCredential jwt(Map<String, Object> own) {
        return new JwtCredential(SecretMap.of(own), null, null);
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
