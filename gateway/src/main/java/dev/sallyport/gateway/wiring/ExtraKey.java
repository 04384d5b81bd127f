// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.KeyHash;

/** An API key that some part of the gateway brings along, valid while the process lives. */
public record ExtraKey(KeyHash hash, ApiKey key) {}
