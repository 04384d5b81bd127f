// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.TlsServers;
import dev.sallyport.filters.upstream.Exchanges.Answer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** Clients that show certificates share neither connections nor TLS sessions with others. */
class IdentifiedClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path files;

    private final X509Bundle authority = TlsServers.authority();

    IdentifiedClientsTest() throws Exception {}

    @Test
    void eachCertificateHasConnectionsOfItsOwn() throws Exception {
        ClientIdentity one = identity(authority, "CN=one");
        ClientIdentity two = identity(authority, "CN=two");
        try (RawUpstream upstream = demanding();
                UpstreamClient client = trusting()) {
            expectOk(client, upstream, one);
            expectOk(client, upstream, new ClientIdentity(one.certificate(), one.privateKey()));
            assertThat(upstream.connections()).isEqualTo(1);

            expectOk(client, upstream, two);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void nobodyElseGetsInOnAConnectionThatIsOpen() throws Exception {
        ClientIdentity known = identity(authority, "CN=known");
        ClientIdentity stranger = identity(TlsServers.authority(), "CN=stranger");
        try (RawUpstream upstream = demanding();
                UpstreamClient client = trusting()) {
            expectOk(client, upstream, known);
            expectFailure(client, upstream, null);
            expectFailure(client, upstream, stranger);
            expectOk(client, upstream, known);

            assertThat(upstream.received()).hasSize(2);
        }
    }

    @Test
    void whatIsNoCertificateIsNamedAndNotQuoted() throws Exception {
        ClientIdentity none = new ClientIdentity(SecretText.of("canary"), SecretText.of("canary"));
        try (RawUpstream upstream = demanding();
                UpstreamClient client = trusting()) {
            StepVerifier.create(Exchanges.get(client.to(origin(upstream), none), "/"))
                    .expectErrorSatisfies(error -> {
                        UpstreamFailure failure = UpstreamFailure.of(error);
                        assertThat(failure.error().code()).isEqualTo(ErrorCode.MISSING_CONNECTION_CONFIG);
                        assertThat(failure.error())
                                .hasMessageContaining("credentials.client_certificate: no usable value (expected: ")
                                .hasMessageNotContaining("canary");
                    })
                    .verify(PATIENCE);
            assertThat(upstream.connections()).isZero();
        }
    }

    /** Certificates come and go for as long as the gateway runs. */
    @Test
    void nothingIsKeptOfAPoolThatWasClosed() {
        WeakReference<ConnectionProvider> closed = closedPool();

        await().atMost(PATIENCE).until(() -> {
            System.gc();
            return closed.get() == null;
        });
    }

    private void expectOk(UpstreamClient client, RawUpstream upstream, ClientIdentity identity) {
        StepVerifier.create(Exchanges.get(client.to(origin(upstream), identity), "/"))
                .expectNext(new Answer(200, "in"))
                .expectComplete()
                .verify(PATIENCE);
    }

    private void expectFailure(UpstreamClient client, RawUpstream upstream, @Nullable ClientIdentity identity) {
        StepVerifier.create(Exchanges.get(client.to(origin(upstream), identity), "/"))
                .expectError()
                .verify(PATIENCE);
    }

    private static WeakReference<ConnectionProvider> closedPool() {
        ConnectionProvider pool = UpstreamClient.passingPool(Exchanges.oneConnection(), new UpstreamPools().watch());
        pool.dispose();
        return new WeakReference<>(pool);
    }

    private RawUpstream demanding() throws Exception {
        return TlsServers.demanding(
                TlsServers.loopback().buildIssuedBy(authority),
                authority,
                (request, wire) -> wire.send(RawUpstream.ok("in")));
    }

    private UpstreamClient trusting() throws Exception {
        Path pem = Files.writeString(files.resolve("trusted.pem"), authority.getCertificatePEM());
        EgressSettings egress = new EgressSettings(
                List.of("127.0.0.0/8"), false, EgressSettings.OverrideMode.BOUND, pem.toString(), Set.of());
        return new UpstreamClient(Exchanges.oneConnection(), egress);
    }

    private static UpstreamOrigin origin(RawUpstream upstream) {
        return new UpstreamOrigin("https", "127.0.0.1", upstream.port());
    }

    private static ClientIdentity identity(X509Bundle issuer, String name) throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject(name).buildIssuedBy(issuer);
        return new ClientIdentity(SecretText.of(bundle.getCertificatePEM()), SecretText.of(bundle.getPrivateKeyPEM()));
    }
}
