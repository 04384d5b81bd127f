// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

/** Hears of what happens to connections. Nothing here blocks, waits or throws. */
@FunctionalInterface
public interface ConnectionEvents {

    /** Hears nothing. */
    ConnectionEvents NOOP = event -> {};

    void happened(ConnectionEvent event);
}
