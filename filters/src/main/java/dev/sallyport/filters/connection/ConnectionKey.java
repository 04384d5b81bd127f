// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

/** What names a connection: unique within an environment and integration. */
public record ConnectionKey(String environment, String integration, String connectionId) {}
