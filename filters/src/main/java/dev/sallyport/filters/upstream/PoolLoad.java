// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

/**
 * How busy the connections to one host are.
 *
 * @param active connections in use
 * @param idle connections that wait for a call
 * @param pending calls that wait for a connection
 */
public record PoolLoad(int active, int idle, int pending) {

    public static final PoolLoad NONE = new PoolLoad(0, 0, 0);

    /** Connections and calls at work. */
    public int used() {
        return active + pending;
    }

    public PoolLoad plus(PoolLoad other) {
        return new PoolLoad(active + other.active, idle + other.idle, pending + other.pending);
    }
}
