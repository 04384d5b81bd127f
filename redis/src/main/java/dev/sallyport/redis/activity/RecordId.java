// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record's id in its stream.
 *
 * @param millis when the call ended, since the epoch
 * @param sequence tells those of one millisecond apart
 */
record RecordId(long millis, long sequence) implements Comparable<RecordId> {

    static final RecordId ZERO = new RecordId(0, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})-(\\d{1,15})");
    private static final byte VERSION = 1;
    private static final int CURSOR_BYTES = 1 + 2 * Long.BYTES;

    /** Null when it is none. */
    static @Nullable RecordId read(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches() ? new RecordId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))) : null;
    }

    /** @param name of the query's parameter */
    static RecordId require(String text, String name) {
        RecordId id = read(text);
        if (id == null) {
            throw invalid(name, "(expected: the id of a record)");
        }
        return id;
    }

    /** Reads what {@link #toCursor()} wrote. */
    static RecordId fromCursor(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == CURSOR_BYTES && bytes.get() == VERSION) {
                RecordId id = new RecordId(bytes.getLong(), bytes.getLong());
                if (read(id.toString()) != null) {
                    return id;
                }
            }
        } catch (IllegalArgumentException e) {
            // Not in base64: answered below, like all that is none.
        }
        throw invalid("cursor", "(expected: next_cursor of a page)");
    }

    /** Opaque, so that it can become another kind of position some day. */
    String toCursor() {
        byte[] bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .put(VERSION)
                .putLong(millis)
                .putLong(sequence)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** @param to not included; null bounds nothing */
    boolean isWithin(@Nullable Instant from, @Nullable Instant to) {
        return (from == null || !time().isBefore(from)) && (to == null || time().isBefore(to));
    }

    Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public int compareTo(RecordId other) {
        return Comparator.comparingLong(RecordId::millis)
                .thenComparingLong(RecordId::sequence)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return millis + "-" + sequence;
    }

    private static GatewayException invalid(String name, String expectation) {
        return GatewayException.invalid(
                ErrorCode.INVALID_QUERY_PARAMS,
                List.of(Problem.at("invalid_format", "Invalid " + name + " " + expectation, name)));
    }
}
