// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.filters.credential.SecretText;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configured keys, by id: the first seals, all open. */
public final class SealKeys {

    private static final String EXPECTED = "(expected: base64 of 32 random bytes, or a comma-separated list of id:key)";

    private final SealKey primary;
    private final Map<String, SealKey> byId;

    private SealKeys(List<SealKey> keys) {
        this.primary = keys.getFirst();
        this.byId = new LinkedHashMap<>();
        for (SealKey key : keys) {
            if (byId.put(key.id(), key) != null) {
                throw refused("the same key twice");
            }
        }
    }

    /**
     * Reads {@code SALLYPORT_ENCRYPTION_KEY}.
     *
     * @throws IllegalArgumentException in one line, without the text, when it is missing, unreadable or weak
     */
    public static SealKeys parse(@Nullable SecretText text) {
        if (text == null || text.reveal().isBlank()) {
            throw refused("missing");
        }
        List<SealKey> keys = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (String part : text.reveal().trim().split(",", -1)) {
            SealKey key = parseOne(part.trim());
            if (!labels.add(key.label())) {
                throw refused("id " + key.label() + " twice");
            }
            keys.add(key);
        }
        return new SealKeys(keys);
    }

    /** Whether some rows may still be sealed under an older key. */
    public boolean isRotating() {
        return byId.size() > 1;
    }

    /** How many values each key opened since the start, by its label: whether an older one is still in use. */
    public Map<String, Long> opened() {
        Map<String, Long> opened = new LinkedHashMap<>();
        byId.values().forEach(key -> opened.put(key.label(), key.opened().sum()));
        return opened;
    }

    /** HMAC-SHA256 of the data by a key derived from each, the primary's first. */
    public List<byte[]> macs(byte[] data) {
        return byId.values().stream().map(key -> key.mac(data)).toList();
    }

    SealKey primary() {
        return primary;
    }

    @Nullable
    SealKey find(String id) {
        return byId.get(id);
    }

    /** Labels and ids, never keys. */
    @Override
    public String toString() {
        return byId.values().toString();
    }

    /** Base64 has no colon, so one tells an id from a bare key. */
    private static SealKey parseOne(String part) {
        int colon = part.indexOf(':');
        String label = colon < 0 ? "default" : part.substring(0, colon).trim();
        if (!label.matches("[A-Za-z0-9._-]{1,32}")) {
            throw refused("an id that is not 1 to 32 letters, digits, '.', '_' or '-'");
        }
        byte[] key = decode(part.substring(colon + 1).trim());
        if (key.length != SealKey.BYTES) {
            throw refused("a key of " + key.length + " bytes");
        }
        if (isRepetition(key)) {
            throw refused("a key that repeats one byte");
        }
        return SealKey.of(label, key);
    }

    /** Without its cause: that would repeat characters of the key. */
    private static byte[] decode(String text) {
        try {
            return text.indexOf('-') >= 0 || text.indexOf('_') >= 0
                    ? Base64.getUrlDecoder().decode(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused("not base64");
        }
    }

    private static boolean isRepetition(byte[] key) {
        for (byte b : key) {
            if (b != key[0]) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException refused(String what) {
        return new IllegalArgumentException("SALLYPORT_ENCRYPTION_KEY: " + what + " " + EXPECTED);
    }
}
