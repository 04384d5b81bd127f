// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;

/** What an attempt says about the health of its host. */
enum Verdict {
    /** The host does its work: it answered, be it by a refusal. */
    WELL,
    /** It fails. */
    ILL,
    /** Nothing. */
    UNKNOWN;

    /** Whatever is not a 5xx is an answer to the caller's own request; 429 is about its quota. */
    static Verdict ofStatus(int status) {
        return status >= 500 ? ILL : WELL;
    }

    /**
     * Names that do not resolve and certificates that do not hold are faults of the host like a refused connection; an
     * answer that is no HTTP is one like a 502. All else was decided on this side of the wire: a full pool, an address that
     * is not allowed, a credential that is broken, a body too large, a bug.
     */
    static Verdict ofError(Throwable error) {
        if (!(error instanceof GatewayException failure)) {
            return UNKNOWN;
        }
        return switch (failure.code()) {
            case ErrorCode.UPSTREAM_UNREACHABLE, ErrorCode.UPSTREAM_TIMEOUT -> ILL;
            case ErrorCode.BAD_UPSTREAM -> "redirects".equals(failure.details().get("reason")) ? WELL : ILL;
            default -> UNKNOWN;
        };
    }
}
