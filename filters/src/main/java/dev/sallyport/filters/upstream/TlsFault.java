// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * What went wrong with TLS.
 *
 * @param reason value of {@code error.reason}
 */
record TlsFault(String reason, boolean duringHandshake) {

    private static final int DEEPEST_CAUSE = 10;

    static TlsFault of(SSLException failed) {
        boolean untrusted = false;
        boolean otherCertificateFault = false;
        Throwable cause = failed;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++, cause = cause.getCause()) {
            if (isOutOfDate(cause)) {
                return new TlsFault("tls_expired", true);
            }
            untrusted |= cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException;
            // The JDK has no type of its own for a name that does not match: what is left is that.
            otherCertificateFault |= cause.getClass() == CertificateException.class;
        }
        if (untrusted) {
            return new TlsFault("tls_untrusted", true);
        }
        if (otherCertificateFault) {
            return new TlsFault("tls_hostname", true);
        }
        return new TlsFault("tls_handshake", failed instanceof SSLHandshakeException);
    }

    private static boolean isOutOfDate(Throwable cause) {
        return cause instanceof CertificateExpiredException
                || cause instanceof CertificateNotYetValidException
                || (cause instanceof CertPathValidatorException invalid
                        && (invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                                || invalid.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID));
    }
}
