// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.handler.codec.http.HttpHeaders;

/** What came of a request of the gateway's own. */
public sealed interface ShortAnswer {

    /** An answer, read whole and decoded. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answered(int status, HttpHeaders headers, byte[] body) implements ShortAnswer {

        /** Without the headers, in which some providers answer tokens and cookies. */
        @Override
        public String toString() {
            return "Answered[status=" + status + "]";
        }
    }

    /**
     * An answer whose body is of no use.
     *
     * @param reason {@code too_large} or {@code undecodable}
     */
    record Unreadable(int status, String reason) implements ShortAnswer {}

    /**
     * No whole answer.
     *
     * @param reason one word, such as {@code dns} or {@code timeout}
     * @param written false only when it is certain that nothing of the request left
     */
    record Failed(String reason, boolean written) implements ShortAnswer {

        private static final String REFUSED = "refused_";

        /** The egress policy does not allow the address, for a reason such as {@code loopback}. */
        static Failed refused(String reason) {
            return new Failed(REFUSED + reason, false);
        }

        /** Whether the egress policy does not allow the address; sending again does not change that. */
        public boolean isRefused() {
            return reason.startsWith(REFUSED);
        }
    }
}
