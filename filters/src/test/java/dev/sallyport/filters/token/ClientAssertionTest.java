// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.RawUpstream;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients that prove themselves by a signed assertion, verified as a server would. */
class ClientAssertionTest {

    private static final String FIELDS = "auth_mode: OAUTH2_CC, token_url: 'http://127.0.0.1:PORT/token',"
            + " token_request_auth_method: private_key_jwt, token_params: {grant_type: client_credentials}";

    private final RSAKey key = new RSAKeyGenerator(2048).keyID("k7").generate();

    ClientAssertionTest() throws Exception {}

    @Test
    void theAssertionSaysWhatRfc7523AsksFor() throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(200, "{\"access_token\":\"new\"}"))) {
            assertThat(Asking.of(FIELDS, client(key.toJSONString(), null)).at(server))
                    .isInstanceOf(Granted.class);
            Map<String, List<String>> sent = sentTo(server);
            SignedJWT assertion =
                    SignedJWT.parse(sent.remove("client_assertion").getFirst());
            JWTClaimsSet claims = assertion.getJWTClaimsSet();

            assertThat(sent)
                    .containsOnly(
                            Map.entry("grant_type", List.of("client_credentials")),
                            Map.entry("client_id", List.of("me")),
                            Map.entry(
                                    "client_assertion_type",
                                    List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")));
            assertThat(assertion.verify(new RSASSAVerifier(key.toRSAPublicKey())))
                    .isTrue();
            assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
            assertThat(assertion.getHeader().getKeyID()).isEqualTo("k7");
            assertThat(claims.getIssuer()).isEqualTo("me");
            assertThat(claims.getSubject()).isEqualTo("me");
            assertThat(claims.getAudience()).containsExactly("http://127.0.0.1:" + server.port() + "/token");
            assertThat(claims.getIssueTime()).isEqualTo(Date.from(NOW));
            assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(300)));
            assertThat(claims.getJWTID()).hasSize(32);
            assertThat(server.received().getFirst().headers("authorization")).isEmpty();
        }
    }

    @Test
    void aCertificateBesideTheKeyIsNamedByItsThumbprint() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .subject("CN=me")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        try (RawUpstream server = RawUpstream.answering(json(200, "{\"access_token\":\"new\"}"))) {
            Asking.of(FIELDS, client(bundle.getPrivateKeyPEM(), bundle.getCertificatePEM()))
                    .at(server);
            SignedJWT assertion =
                    SignedJWT.parse(sentTo(server).get("client_assertion").getFirst());

            assertThat(assertion.getHeader().getX509CertSHA256Thumbprint())
                    .isEqualTo(X509CertUtils.computeSHA256Thumbprint(bundle.getCertificate()));
        }
    }

    @Test
    void aKeyThatIsNoneBreaksTheConnectionAndNothingIsSent() throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(200, "{\"access_token\":\"new\"}"))) {
            assertThat(Asking.of(FIELDS, client("canary", null)).at(server))
                    .isEqualTo(new Refused("unusable_signing_key"));
            assertThat(server.connections()).isZero();
        }
    }

    private static Map<String, List<String>> sentTo(RawUpstream server) {
        return new HashMap<>(new QueryStringDecoder(server.received().getFirst().bodyText(), false).parameters());
    }

    private static ClientCredential client(String key, @Nullable String certificate) {
        return new ClientCredential(
                null,
                SecretText.of("me"),
                SecretText.of(""),
                SecretText.ofNullable(certificate),
                SecretText.of(key),
                null,
                SecretMap.EMPTY);
    }
}
