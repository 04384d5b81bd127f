// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Servers on loopback that demand a certificate of their clients, and what they are made of. */
public final class TlsServers {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private TlsServers() {}

    /** One that nobody knows yet. */
    public static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .subject("CN=Test Authority " + NEXT.incrementAndGet())
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** A server's certificate for 127.0.0.1. */
    public static CertificateBuilder loopback() throws Exception {
        return new CertificateBuilder()
                .subject("CN=127.0.0.1")
                .addSanIpAddress(InetAddress.getLoopbackAddress().getHostAddress());
    }

    /**
     * @param authority whose clients may come in
     */
    public static RawUpstream demanding(X509Bundle server, X509Bundle authority, RawUpstream.Script script)
            throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                server.toKeyManagerFactory().getKeyManagers(),
                authority.toTrustManagerFactory().getTrustManagers(),
                null);
        return RawUpstream.startTls(tls, true, script);
    }
}
