// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one caller's connection may cost.
 *
 * @param maxRequestLine longest request line; beyond it 414
 * @param maxHeaderSize most bytes of headers, or of trailers; beyond it 431
 * @param maxHeaders most header lines; beyond it 431
 * @param headTimeout from a request's first byte to the end of its headers; beyond it 408
 * @param idleTimeout how long a connection may wait between requests
 * @param minBodyRate fewest request-body bytes per second, counted only while the gateway is reading; below it 408; 0 turns
 *     it off
 * @param bodyWindow over how long {@code minBodyRate} is measured
 * @param writeTimeout how long a caller may take no byte of its answer
 * @param lingerTimeout how long input is still read and dropped after the last answer of a connection
 * @param maxRequestsPerConnection requests after which a kept-alive connection is closed
 * @param maxConnections open connections beyond which new ones get 503
 */
@ConfigurationProperties("sallyport.door")
public record DoorSettings(
        @DefaultValue("8KB") DataSize maxRequestLine,
        @DefaultValue("32KB") DataSize maxHeaderSize,
        @DefaultValue("200") int maxHeaders,
        @DefaultValue("10s") Duration headTimeout,
        @DefaultValue("75s") Duration idleTimeout,
        @DefaultValue("1KB") DataSize minBodyRate,
        @DefaultValue("10s") Duration bodyWindow,
        @DefaultValue("60s") Duration writeTimeout,
        @DefaultValue("2s") Duration lingerTimeout,
        @DefaultValue("10000") int maxRequestsPerConnection,
        @DefaultValue("10000") int maxConnections) {

    public DoorSettings {
        within("maxRequestLine", maxRequestLine, 256);
        within("maxHeaderSize", maxHeaderSize, 1024);
        positive("maxHeaders", maxHeaders);
        positive("headTimeout", headTimeout);
        positive("idleTimeout", idleTimeout);
        positive("bodyWindow", bodyWindow);
        positive("writeTimeout", writeTimeout);
        positive("lingerTimeout", lingerTimeout);
        positive("maxRequestsPerConnection", maxRequestsPerConnection);
        positive("maxConnections", maxConnections);
        if (minBodyRate.isNegative()) {
            throw new IllegalArgumentException("minBodyRate: " + minBodyRate + " (expected: >= 0B)");
        }
    }

    /** Bytes a caller must send in each {@link #bodyWindow}. */
    long bodyBytesPerWindow() {
        return Math.multiplyExact(minBodyRate.toBytes(), bodyWindow.toMillis()) / 1000;
    }

    private static void within(String name, DataSize size, long least) {
        long most = DataSize.ofMegabytes(1).toBytes();
        if (size.toBytes() < least || size.toBytes() > most) {
            throw new IllegalArgumentException(name + ": " + size + " (expected: " + least + "B to " + most + "B)");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }
}
