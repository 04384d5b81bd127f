// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom we trust upstream: the platform's authorities, and those of the operator's PEM file. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * @param pemFile null for the platform's alone
     * @throws IllegalArgumentException when the file cannot be used; names it
     */
    static TrustManagerFactory load(@Nullable String pemFile) {
        try {
            return pemFile == null ? factory(null) : factory(platformWith(read(pemFile)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "trusted-certificates: " + pemFile + " (expected: a readable PEM file of X.509 certificates)", e);
        }
    }

    private static Collection<? extends Certificate> read(String pemFile) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(Path.of(pemFile))) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (read.isEmpty()) {
                throw new IOException("no certificate in it");
            }
            return read;
        }
    }

    private static KeyStore platformWith(Collection<? extends Certificate> more)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int next = 0;
        for (TrustManager manager : factory(null).getTrustManagers()) {
            if (manager instanceof X509TrustManager platform) {
                for (X509Certificate issuer : platform.getAcceptedIssuers()) {
                    store.setCertificateEntry("platform-" + next++, issuer);
                }
            }
        }
        for (Certificate certificate : more) {
            store.setCertificateEntry("configured-" + next++, certificate);
        }
        return store;
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
