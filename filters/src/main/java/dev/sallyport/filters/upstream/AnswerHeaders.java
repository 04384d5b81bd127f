// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.util.AsciiString;

/** The headers the gateway adds to an answer (contract §3). */
public enum AnswerHeaders {
    ;

    /** Who made the answer: {@code upstream} or {@code gateway}. */
    public static final AsciiString SOURCE = AsciiString.cached("Sallyport-Source");

    /** How often the request was sent upstream. */
    public static final AsciiString ATTEMPTS = AsciiString.cached("Sallyport-Attempts");

    /** W3C trace id of the call. */
    public static final AsciiString TRACE_ID = AsciiString.cached("Sallyport-Trace-Id");

    static final AsciiString FROM_UPSTREAM = AsciiString.cached("upstream");
}
