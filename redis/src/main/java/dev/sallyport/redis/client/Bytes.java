// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/** Redis's strings as the types they stand for. */
public final class Bytes {

    private Bytes() {}

    public static byte[] of(String text) {
        return text.getBytes(UTF_8);
    }

    public static byte[] of(long number) {
        return of(Long.toString(number));
    }

    public static String toText(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    public static Instant toInstant(byte[] bytes) {
        return Instant.parse(toText(bytes));
    }

    /** @param value a bulk reply, or the integer reply of a script */
    public static long toLong(Object value) {
        return value instanceof byte[] bytes ? Long.parseLong(toText(bytes)) : ((Number) value).longValue();
    }
}
