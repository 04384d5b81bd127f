// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.TlsServers;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client credentials by a client that shows a certificate (RFC 8705 §2), against servers that demand one. */
class MutualTlsTest {

    private static final String FIELDS =
            "auth_mode: OAUTH2_CC, token_url: 'https://127.0.0.1:PORT/token'," + " require_client_certificate: true";

    @TempDir
    Path files;

    private final X509Bundle authority = TlsServers.authority();
    private final X509Bundle server = TlsServers.loopback().buildIssuedBy(authority);
    private final X509Bundle client =
            new CertificateBuilder().subject("CN=client-7").buildIssuedBy(authority);

    MutualTlsTest() throws Exception {}

    @Test
    void showsTheCertificateToAServerThatDemandsOne() throws Exception {
        try (RawUpstream upstream = demanding(server)) {
            TokenOutcome outcome = ask(upstream, client.getCertificatePathPEM(), client.getPrivateKeyPEM());

            assertThat(outcome).isInstanceOf(Granted.class);
            assertThat(((ClientCredential) ((Granted) outcome).credential()).privateKey())
                    .isEqualTo(SecretText.of(client.getPrivateKeyPEM()));
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void lineBreaksMayBeSpelled() throws Exception {
        try (RawUpstream upstream = demanding(server)) {
            String certificate = client.getCertificatePEM().replace("\r", "").replace("\n", "\\n");
            String key = client.getPrivateKeyPEM().replace("\r", "").replace("\n", "\\n");

            assertThat(ask(upstream, certificate, key)).isInstanceOf(Granted.class);
        }
    }

    @Test
    void aServerThatShowsAnUntrustedCertificateIsSentNothing() throws Exception {
        X509Bundle stranger = TlsServers.loopback().buildIssuedBy(TlsServers.authority());
        try (RawUpstream upstream = demanding(stranger)) {
            assertThat(ask(upstream, client.getCertificatePEM(), client.getPrivateKeyPEM()))
                    .isEqualTo(new Unsent("tls_untrusted"));
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void aServerOfAnotherNameIsSentNothing() throws Exception {
        X509Bundle other = new CertificateBuilder()
                .subject("CN=other.test")
                .addSanDnsName("other.test")
                .buildIssuedBy(authority);
        try (RawUpstream upstream = demanding(other)) {
            assertThat(ask(upstream, client.getCertificatePEM(), client.getPrivateKeyPEM()))
                    .isEqualTo(new Unsent("tls_hostname"));
        }
    }

    @Test
    void aCertificateThatTheServerDoesNotKnowGetsNoToken() throws Exception {
        X509Bundle unknown = new CertificateBuilder().subject("CN=x").buildIssuedBy(TlsServers.authority());
        try (RawUpstream upstream = demanding(server)) {
            assertThat(ask(upstream, unknown.getCertificatePEM(), unknown.getPrivateKeyPEM()))
                    .isInstanceOfAny(Unknown.class, Unsent.class);
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void withoutCertificateNothingIsAsked() throws Exception {
        try (RawUpstream upstream = demanding(server)) {
            assertThat(ask(upstream, null, client.getPrivateKeyPEM()))
                    .isEqualTo(new Failing("client_certificate_missing", null));
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void whatIsNoCertificateOrAnothersKeyIsSaidAndNotShown() throws Exception {
        X509Bundle other = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.rsa2048)
                .subject("CN=rsa")
                .buildIssuedBy(authority);
        try (RawUpstream upstream = demanding(server)) {
            assertThat(ask(upstream, "canary", client.getPrivateKeyPEM()))
                    .isEqualTo(new Unsent("missing_connection_config"));
            assertThat(ask(upstream, client.getCertificatePEM(), other.getPrivateKeyPEM()))
                    .isEqualTo(new Unsent("missing_connection_config"));
            assertThat(upstream.connections()).isZero();
        }
    }

    private TokenOutcome ask(RawUpstream upstream, @Nullable String certificate, String key) throws Exception {
        Path pem = Files.writeString(files.resolve("trusted.pem"), authority.getCertificatePEM());
        ClientCredential credential = new ClientCredential(
                null,
                SecretText.of("me"),
                SecretText.of("hush"),
                SecretText.ofNullable(certificate),
                SecretText.of(key),
                null,
                SecretMap.EMPTY);
        return Asking.of(FIELDS, credential).trusting(pem).at(upstream);
    }

    private RawUpstream demanding(X509Bundle identity) throws Exception {
        return TlsServers.demanding(
                identity, authority, (request, wire) -> wire.send(json(200, "{\"access_token\":\"new\"}")));
    }
}
