// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.time.Instant;
import java.util.Map;

/** The hash of one stored thing, with the names of the fields that several kinds have in common. */
public record Row(Map<String, byte[]> fields) {

    public static final String PROVIDER = "provider";
    public static final String CLEAR = "clear";
    public static final String SEALED = "sealed";
    public static final String GENERATION = "generation";
    public static final String CREATED_AT = "created_at";
    public static final String UPDATED_AT = "updated_at";

    /** Objects around it: maps, strings, the cache's own. */
    private static final int OVERHEAD = 1_000;

    /** Opened JSON takes about this many times its bytes. */
    private static final int EXPANSION = 4;

    /** Redis answers a missing hash as one without fields. */
    public boolean isMissing() {
        return fields.isEmpty();
    }

    public byte[] bytes(String field) {
        byte[] value = fields.get(field);
        if (value == null) {
            throw new IllegalStateException(field + ": missing (expected: in every row)");
        }
        return value;
    }

    public String text(String field) {
        return Bytes.toText(bytes(field));
    }

    public long number(String field) {
        return Bytes.toLong(bytes(field));
    }

    public Instant instant(String field) {
        return Bytes.toInstant(bytes(field));
    }

    public Map<String, Object> json(String field) {
        return StoredJson.read(bytes(field));
    }

    /** About what it takes once it is read and opened, for the cache's bound. */
    public int bytesInMemory() {
        long stored = fields.values().stream().mapToLong(value -> value.length).sum();
        return (int) Math.min(Integer.MAX_VALUE, OVERHEAD + EXPANSION * stored);
    }

    /** Names only: values may be sealed or personal. */
    @Override
    public String toString() {
        return "Row" + fields.keySet();
    }
}
