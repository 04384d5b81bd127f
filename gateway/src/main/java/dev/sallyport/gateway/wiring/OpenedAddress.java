// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

/** A block of addresses that some part of the gateway opens besides those of the settings. */
public record OpenedAddress(String cidr) {}
