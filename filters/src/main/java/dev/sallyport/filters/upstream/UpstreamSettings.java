// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the connections to providers.
 *
 * @param connectTimeout for the TCP connection
 * @param tlsTimeout for the TLS handshake
 * @param dnsTimeout for a whole name lookup
 * @param headTimeout from the request being written until the head of the final response, drips and 1xx included
 * @param bodyIdleTimeout longest pause in a response body while the caller is reading
 * @param maxConnectionsPerHost connections to one host, port and scheme
 * @param maxPendingPerHost calls waiting for one of them
 * @param acquireTimeout how long a call waits for one of them
 * @param idleTimeout how long an unused connection is kept; below what providers keep it (60 s is common)
 * @param maxLifetime of a connection, less up to a tenth of it, so that they do not all reconnect at once
 * @param maxHeaderSize of a response's whole head
 * @param maxInitialLine of a response's status line
 */
@ConfigurationProperties("sallyport.upstream")
public record UpstreamSettings(
        @DefaultValue("3s") Duration connectTimeout,
        @DefaultValue("5s") Duration tlsTimeout,
        @DefaultValue("5s") Duration dnsTimeout,
        @DefaultValue("30s") Duration headTimeout,
        @DefaultValue("60s") Duration bodyIdleTimeout,
        @DefaultValue("500") int maxConnectionsPerHost,
        @DefaultValue("1000") int maxPendingPerHost,
        @DefaultValue("2s") Duration acquireTimeout,
        @DefaultValue("25s") Duration idleTimeout,
        @DefaultValue("5m") Duration maxLifetime,
        @DefaultValue("32KB") DataSize maxHeaderSize,
        @DefaultValue("8KB") DataSize maxInitialLine) {

    public UpstreamSettings {
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("tlsTimeout", tlsTimeout);
        requirePositive("dnsTimeout", dnsTimeout);
        requirePositive("headTimeout", headTimeout);
        requirePositive("bodyIdleTimeout", bodyIdleTimeout);
        requirePositive("acquireTimeout", acquireTimeout);
        requirePositive("idleTimeout", idleTimeout);
        requirePositive("maxLifetime", maxLifetime);
        requireBetween("maxConnectionsPerHost", maxConnectionsPerHost, 1, 100_000);
        requireBetween("maxPendingPerHost", maxPendingPerHost, 0, 1_000_000);
        requireBetween("maxHeaderSize", maxHeaderSize.toBytes(), 1024, 1 << 20);
        requireBetween("maxInitialLine", maxInitialLine.toBytes(), 128, 1 << 16);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    private static void requireBetween(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
