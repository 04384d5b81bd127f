// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.crypto.Pem;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** How TLS is spoken towards providers. Whoever we are, we verify who they are. */
final class UpstreamTls {

    private final TrustManagerFactory trusted;

    private UpstreamTls(TrustManagerFactory trusted) {
        this.trusted = trusted;
    }

    static UpstreamTls of(EgressSettings egress) {
        return new UpstreamTls(TrustedCertificates.load(egress.trustedCertificates()));
    }

    /** Without a certificate of our own. */
    SslContext anonymous() {
        try {
            return builder().build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    /**
     * With this certificate.
     *
     * @throws GatewayException {@code missing_connection_config} when certificate or key cannot be read, or do not belong together
     */
    SslContext showing(ClientIdentity identity) {
        List<X509Certificate> chain = Pem.certificates(identity.certificate().reveal());
        PrivateKey key = Pem.privateKey(identity.privateKey().reveal());
        if (chain.isEmpty()) {
            throw unusable("client_certificate", "X.509 certificates in PEM");
        }
        if (key == null
                || !key.getAlgorithm().equals(chain.getFirst().getPublicKey().getAlgorithm())) {
            throw unusable("client_private_key", "the certificate's private key in PEM");
        }
        try {
            return builder()
                    .keyManager(key, chain.toArray(X509Certificate[]::new))
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw unusable("client_certificate", "a certificate and its private key");
        }
    }

    private SslContextBuilder builder() {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .trustManager(trusted);
    }

    private static GatewayException unusable(String field, String expected) {
        return new GatewayException(
                        ErrorCode.MISSING_CONNECTION_CONFIG,
                        "credentials." + field + ": no usable value (expected: " + expected + ")")
                .with("variable", "credentials." + field);
    }
}
