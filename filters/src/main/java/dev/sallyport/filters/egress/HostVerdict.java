// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

/** Whether a base URL override may name a host. */
public sealed interface HostVerdict {

    /** It may. */
    record Allowed() implements HostVerdict {}

    /** No override is taken at all, by setting. */
    record Disabled() implements HostVerdict {}

    /** Not this host: it is neither the provider's domain nor listed. */
    record NotAllowed() implements HostVerdict {}
}
