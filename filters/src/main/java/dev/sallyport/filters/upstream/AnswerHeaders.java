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

    /** Why the last attempt was made, or why no other was. */
    public static final AsciiString RETRY_REASON = AsciiString.cached("Sallyport-Retry-Reason");

    /** How long the call waited for a provider's limit, in milliseconds. */
    public static final AsciiString WAITED_MS = AsciiString.cached("Sallyport-Waited-Ms");

    /** What the provider's limit leaves. */
    public static final AsciiString RATE_LIMIT_REMAINING = AsciiString.cached("Sallyport-RateLimit-Remaining");

    /** Seconds until the provider's limit is whole again. */
    public static final AsciiString RATE_LIMIT_RESET = AsciiString.cached("Sallyport-RateLimit-Reset");

    static final AsciiString FROM_UPSTREAM = AsciiString.cached("upstream");
}
