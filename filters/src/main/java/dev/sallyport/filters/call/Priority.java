// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

/** How urgent a call is where calls must wait for one another. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
