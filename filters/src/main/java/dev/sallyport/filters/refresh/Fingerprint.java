// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.Credential;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells one credential from the next, whatever else of its connection was written meanwhile: a connection's generation also
 * grows when somebody changes its metadata, and that must not cost a grant.
 */
final class Fingerprint {

    /** The answer a credential was made from adds nothing, and its numbers may be stored in another form. */
    private static final String RAW = "raw";

    private Fingerprint() {}

    /** SHA-256 in hex. Secret all the same, because some credentials are easily guessed. */
    static String of(Credential credential) {
        Map<String, Object> fields = new TreeMap<>(credential.fields());
        fields.remove(RAW);
        StringBuilder text = new StringBuilder();
        append(text, fields);
        return HexFormat.of().formatHex(sha256().digest(text.toString().getBytes(UTF_8)));
    }

    /** Each value with its length in front, so that no two credentials read the same. */
    private static void append(StringBuilder text, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append('{');
                sorted(map).forEach((name, member) -> {
                    append(text, name);
                    append(text, member);
                });
                text.append('}');
            }
            case List<?> list -> {
                text.append('[');
                list.forEach(item -> append(text, String.valueOf(item)));
                text.append(']');
            }
            default -> {
                String plain = value.toString();
                text.append(plain.length()).append(':').append(plain);
            }
        }
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, member) -> sorted.put(String.valueOf(name), member == null ? "null" : member));
        return sorted;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
