// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

/** What is done about limits. */
public enum QuotaMode {
    /** Calls wait or are refused where the provider would refuse them. */
    ENFORCE,
    /** Limits are learned and reported; no call waits or is refused. What would have been is counted. */
    OBSERVE,
    /** Nothing. */
    OFF
}
