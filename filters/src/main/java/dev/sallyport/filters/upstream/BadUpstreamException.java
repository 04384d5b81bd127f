// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

/** The upstream's answer is not HTTP as we can pass it on; its connection is closed. */
final class BadUpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason a word for callers and metrics, such as {@code malformed} or {@code unexpected_upgrade}
     */
    public BadUpstreamException(String reason) {
        super("upstream answer refused: " + reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
