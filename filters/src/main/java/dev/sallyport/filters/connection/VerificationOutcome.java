// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

/** What a provider said of a credential when it was tried. */
public sealed interface VerificationOutcome {

    /** One of the provider's verification calls was answered 2xx. */
    record Passed() implements VerificationOutcome {}

    /**
     * None was.
     *
     * @param reason for the caller: a status or a kind of network failure, never a URL or an answer's text
     */
    record Refused(String reason) implements VerificationOutcome {}
}
