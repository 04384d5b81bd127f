// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arguments of a script, in order. */
public final class Args {

    private final List<byte[]> values = new ArrayList<>();

    public static Args of(String... texts) {
        Args args = new Args();
        for (String text : texts) {
            args.add(text);
        }
        return args;
    }

    public Args add(String text) {
        return add(Bytes.of(text));
    }

    public Args add(long number) {
        return add(Bytes.of(number));
    }

    public Args add(byte[] value) {
        values.add(value);
        return this;
    }

    /** Names and values in turn, as {@code HSET} takes them. */
    public Args addFields(Map<String, byte[]> fields) {
        fields.forEach((name, value) -> add(name).add(value));
        return this;
    }

    byte[][] after(long deadlineMillis) {
        byte[][] all = new byte[values.size() + 1][];
        all[0] = Bytes.of(deadlineMillis);
        for (int i = 0; i < values.size(); i++) {
            all[i + 1] = values.get(i);
        }
        return all;
    }
}
