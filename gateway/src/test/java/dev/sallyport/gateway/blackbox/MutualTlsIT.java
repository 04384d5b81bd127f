// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.TlsServers;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proxied calls of connections that bring a client certificate, to a server that demands one. */
class MutualTlsIT {

    @TempDir
    Path files;

    @Test
    void callsShowTheirOwnConnectionsCertificateAndNoOther() throws Exception {
        X509Bundle authority = TlsServers.authority();
        X509Bundle server = TlsServers.loopback().buildIssuedBy(authority);
        X509Bundle known = new CertificateBuilder().subject("CN=known").buildIssuedBy(authority);
        X509Bundle stranger = new CertificateBuilder().subject("CN=stranger").buildIssuedBy(TlsServers.authority());
        Path trusted = Files.writeString(files.resolve("trusted.pem"), authority.getCertificatePEM());

        try (RawUpstream upstream = TlsServers.demanding(
                        server, authority, (request, wire) -> wire.send(RawUpstream.ok("known to you")));
                Gateway gateway = Gateway.with()
                        .env("SALLYPORT_EGRESS_TRUSTED_CERTIFICATES", trusted.toString())
                        .start()) {
            gateway.integrate("bb-mtls", "mtls", "{}", "");
            Route good = connect(gateway, upstream, "good", known);
            Route bad = connect(gateway, upstream, "bad", stranger);

            for (int i = 0; i < 3; i++) {
                RawResponse answer = good.get("/x");
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("known to you");
                // On connections of its own: none that was opened as the other is there for it.
                assertThat(bad.get("/x").status()).isEqualTo(502);
            }
            assertThat(upstream.received())
                    .hasSize(3)
                    .allSatisfy(request ->
                            assertThat(request.headers("authorization")).containsExactly("Bearer t"));
            assertThat(gateway.log()).doesNotContain("PRIVATE KEY");
        }
    }

    @Test
    void aServerThatIsNotTrustedIsShownNothing() throws Exception {
        X509Bundle authority = TlsServers.authority();
        X509Bundle known = new CertificateBuilder().subject("CN=known").buildIssuedBy(authority);
        X509Bundle server = TlsServers.loopback().buildIssuedBy(TlsServers.authority());
        Path trusted = Files.writeString(files.resolve("trusted.pem"), authority.getCertificatePEM());

        try (RawUpstream upstream =
                        TlsServers.demanding(server, authority, (request, wire) -> wire.send(RawUpstream.ok("never")));
                Gateway gateway = Gateway.with()
                        .env("SALLYPORT_EGRESS_TRUSTED_CERTIFICATES", trusted.toString())
                        .start()) {
            gateway.integrate("bb-mtls", "mtls", "{}", "");
            RawResponse answer = connect(gateway, upstream, "good", known).get("/x");

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("\"reason\":\"tls_untrusted\"");
            assertThat(upstream.received()).isEmpty();
        }
    }

    private static Route connect(Gateway gateway, RawUpstream upstream, String id, X509Bundle client)
            throws IOException {
        String credentials = "{\"type\":\"OAUTH2_CC\",\"token\":\"t\",\"client_id\":\"c\",\"client_secret\":\"s\","
                + "\"client_certificate\":\"%s\",\"client_private_key\":\"%s\"}"
                        .formatted(escaped(client.getCertificatePEM()), escaped(client.getPrivateKeyPEM()));
        return gateway.connect("mtls", id, credentials, "{\"port\":\"" + upstream.port() + "\"}");
    }

    private static String escaped(String pem) {
        return pem.replace("\r", "").replace("\n", "\\n");
    }
}
