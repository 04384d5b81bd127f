// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static dev.sallyport.filters.testing.RawUpstream.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class UpstreamTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HOST = "api.provider.test";

    @TempDir
    Path files;

    @Test
    void aTrustedCertificateIsAcceptedAndTheConnectionReused() throws Exception {
        X509Bundle authority = authority();
        X509Bundle server = leaf().buildIssuedBy(authority);
        try (RawUpstream upstream = start(server);
                UpstreamClient client = trusting(authority)) {
            var http = client.to(new UpstreamOrigin("https", HOST, upstream.port()));
            StepVerifier.create(Flux.range(0, 5).concatMap(i -> Exchanges.get(http, "/a")))
                    .expectNextCount(4)
                    .expectNext(new Answer(200, "secure"))
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        X509Bundle authority = authority();
        X509Bundle expired = leaf().notBefore(Instant.now().minus(Duration.ofDays(10)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)))
                .buildIssuedBy(authority);
        assertRefused(expired, authority, "tls_expired");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        X509Bundle authority = authority();
        X509Bundle other = new CertificateBuilder()
                .subject("CN=other.test")
                .addSanDnsName("other.test")
                .buildIssuedBy(authority);
        assertRefused(other, authority, "tls_hostname");
    }

    @Test
    void aSelfSignedCertificateIsRefused() throws Exception {
        assertRefused(leaf().setIsCertificateAuthority(true).buildSelfSigned(), authority(), "tls_untrusted");
    }

    @Test
    void anUnknownAuthorityIsRefused() throws Exception {
        assertRefused(leaf().buildIssuedBy(authority()), authority(), "tls_untrusted");
    }

    @Test
    void plainTextBehindHttpsIsRefusedAndNotSpoken() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(ok("plain")));
                UpstreamClient client = trusting(authority())) {
            // The listener reads a TLS hello as a head that never ends.
            StepVerifier.create(Exchanges.get(client.to(new UpstreamOrigin("https", HOST, upstream.port())), "/a"))
                    .expectErrorSatisfies(
                            error -> assertThat(UpstreamFailure.of(error).requestWritten())
                                    .isFalse())
                    .verify(PATIENCE);
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatNeverEndsTimesOutAsConnect() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                UpstreamClient client = trusting(authority())) {
            StepVerifier.create(Exchanges.get(client.to(new UpstreamOrigin("https", HOST, deaf.getLocalPort())), "/a"))
                    .expectErrorSatisfies(error -> {
                        UpstreamFailure failure = UpstreamFailure.of(error);
                        assertThat(failure.error().code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
                        assertThat(failure.error().details()).containsEntry("phase", "connect");
                        assertThat(failure.requestWritten()).isFalse();
                    })
                    .verify(PATIENCE);
        }
    }

    @Test
    void anUpstreamThatEndsTheHandshakeIsUnreachable() throws Exception {
        byte[] protocolVersionAlert = {0x15, 3, 1, 0, 2, 2, 70};
        try (ServerSocket old = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
                UpstreamClient client = trusting(authority())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = old.accept()) {
                    socket.getOutputStream().write(protocolVersionAlert);
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertFailure(client, old.getLocalPort(), "tls_handshake");
        }
    }

    @Test
    void anUnreadableCertificateFileStopsTheStartByName() {
        EgressSettings egress = new EgressSettings(
                List.of(),
                false,
                EgressSettings.OverrideMode.BOUND,
                files.resolve("none.pem").toString(),
                Set.of());
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpstreamClient(Exchanges.oneConnection(), egress))
                .withMessageContaining("trusted-certificates: ")
                .withMessageContaining("none.pem (expected: ");
    }

    private void assertRefused(X509Bundle server, X509Bundle authority, String reason) throws Exception {
        try (RawUpstream upstream = start(server);
                UpstreamClient client = trusting(authority)) {
            assertFailure(client, upstream.port(), reason);
            assertThat(upstream.received()).isEmpty();
        }
    }

    private static void assertFailure(UpstreamClient client, int port, String reason) {
        StepVerifier.create(Exchanges.get(client.to(new UpstreamOrigin("https", HOST, port)), "/a"))
                .expectErrorSatisfies(error -> {
                    UpstreamFailure failure = UpstreamFailure.of(error);
                    assertThat(failure.error().code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);
                    assertThat(failure.error().details()).as("%s", error).containsEntry("reason", reason);
                    assertThat(failure.requestWritten()).isFalse();
                })
                .verify(PATIENCE);
    }

    private UpstreamClient trusting(X509Bundle authority) throws Exception {
        Path pem = Files.writeString(files.resolve("trusted.pem"), authority.getCertificatePEM());
        EgressSettings egress = new EgressSettings(
                List.of("127.0.0.0/8"), false, EgressSettings.OverrideMode.BOUND, pem.toString(), Set.of());
        return new UpstreamClient(Exchanges.oneConnection(), egress, FakeNames.always("127.0.0.1"));
    }

    private static RawUpstream start(X509Bundle server) throws Exception {
        return RawUpstream.startTls(context(server), (request, wire) -> wire.send(ok("secure")));
    }

    private static SSLContext context(X509Bundle server) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(server.toKeyManagerFactory().getKeyManagers(), null, null);
        return tls;
    }

    private static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .subject("CN=Test Authority " + System.nanoTime())
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static CertificateBuilder leaf() {
        return new CertificateBuilder().subject("CN=" + HOST).addSanDnsName(HOST);
    }
}
