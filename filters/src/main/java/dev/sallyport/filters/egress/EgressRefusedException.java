// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

/** The egress policy refused a connection before anything was sent. */
public final class EgressRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param host as asked for, without path or query
     * @param reason kind of address or {@code port}
     */
    public EgressRefusedException(String host, String reason) {
        super(host + " refused: " + reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
