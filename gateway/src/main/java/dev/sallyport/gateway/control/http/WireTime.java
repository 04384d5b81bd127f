// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time as the API writes them: ISO-8601 with milliseconds, in UTC. */
public final class WireTime {

    private static final DateTimeFormatter ZULU =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter OFFSET =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+00:00'").withZone(ZoneOffset.UTC);

    private WireTime() {}

    /** Ends in {@code Z}. */
    public static String zulu(Instant instant) {
        return ZULU.format(instant);
    }

    /** Ends in {@code +00:00}, as connections have it (reference §6.4). */
    public static String offset(Instant instant) {
        return OFFSET.format(instant);
    }
}
