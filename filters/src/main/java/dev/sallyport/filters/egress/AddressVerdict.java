// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

/** Whether an address may be connected to. */
public sealed interface AddressVerdict {

    /** It may. */
    record Allowed() implements AddressVerdict {}

    /**
     * It may not.
     *
     * @param reason the kind of address, such as {@code loopback}; safe to show to the caller
     */
    record Refused(String reason) implements AddressVerdict {}
}
