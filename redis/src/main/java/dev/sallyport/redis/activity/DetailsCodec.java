// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.redis.client.StoredJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Details deflated, beginning from a text that has what most of them have: a record alone is too short to learn from. The first byte
 * says which text. A released one is never changed, since records of it are still to be read; a better one gets another number.
 */
final class DetailsCodec {

    private static final byte FIRST_DICTIONARY = 1;
    /** Longer than any record; what claims to be longer is none. */
    private static final int LONGEST = 16 * 1024 * 1024;

    private static final int BUFFER = 4096;

    private final byte[] dictionary = read("activity-dictionary-1.txt");

    List<byte[]> deflate(List<byte[]> details) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            return details.stream().map(json -> deflate(deflater, json)).toList();
        } finally {
            deflater.end();
        }
    }

    /** Empty for what only a newer release can read. */
    Map<String, Object> inflate(byte[] stored) {
        if (stored.length == 0 || stored[0] != FIRST_DICTIONARY) {
            return Map.of();
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(dictionary);
            inflater.setInput(stored, 1, stored.length - 1);
            return StoredJson.read(drain(inflater));
        } catch (DataFormatException e) {
            throw new IllegalStateException("details of an activity record: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private byte[] deflate(Deflater deflater, byte[] json) {
        deflater.reset();
        deflater.setDictionary(dictionary);
        deflater.setInput(json);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 2);
        out.write(FIRST_DICTIONARY);
        byte[] buffer = new byte[BUFFER];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        return out.toByteArray();
    }

    private static byte[] drain(Inflater inflater) throws DataFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);
        byte[] buffer = new byte[BUFFER];
        while (!inflater.finished()) {
            int length = inflater.inflate(buffer);
            if (length == 0 || out.size() > LONGEST) {
                throw new DataFormatException("cut short or endless");
            }
            out.write(buffer, 0, length);
        }
        return out.toByteArray();
    }

    private static byte[] read(String name) {
        try (InputStream file = DetailsCodec.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + ": missing (expected: beside " + DetailsCodec.class + ")");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
