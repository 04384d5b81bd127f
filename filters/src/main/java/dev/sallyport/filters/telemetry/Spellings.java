// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How a secret is written where it travels: in URLs, forms, JSON, HTML, Base64 and hexadecimal. */
final class Spellings {

    private static final int BITS_OF_DIGIT = 6;
    private static final int BYTES_OF_GROUP = 3;

    private Spellings() {}

    static Stream<String> of(String secret) {
        byte[] bytes = secret.getBytes(UTF_8);
        String form = URLEncoder.encode(secret, UTF_8);
        String percent = form.replace("+", "%20");
        String json = secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return Stream.of(
                        Stream.of(
                                secret, form, percent, lowerHex(percent), json, json.replace("/", "\\/"), html(secret)),
                        Stream.of(
                                HexFormat.of().formatHex(bytes),
                                HexFormat.of().withUpperCase().formatHex(bytes)),
                        base64(Base64.getEncoder().withoutPadding(), bytes),
                        base64(Base64.getUrlEncoder().withoutPadding(), bytes))
                .flatMap(each -> each);
    }

    /** By itself, and within something longer, as a password behind its user: wherever it begins there. */
    private static Stream<String> base64(Base64.Encoder encoder, byte[] secret) {
        return Stream.concat(
                Stream.of(encoder.encodeToString(secret)),
                IntStream.range(0, BYTES_OF_GROUP).mapToObj(before -> within(encoder, secret, before)));
    }

    /** The digits that depend on the secret alone, when so many bytes of a group are another's. */
    private static String within(Base64.Encoder encoder, byte[] secret, int before) {
        byte[] bytes = new byte[before + secret.length];
        System.arraycopy(secret, 0, bytes, before, secret.length);
        int from = (before * Byte.SIZE + BITS_OF_DIGIT - 1) / BITS_OF_DIGIT;
        int to = bytes.length * Byte.SIZE / BITS_OF_DIGIT;
        return encoder.encodeToString(bytes).substring(from, to);
    }

    private static String html(String secret) {
        return secret.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String lowerHex(String percent) {
        StringBuilder lower = new StringBuilder(percent);
        for (int at = percent.indexOf('%'); at >= 0; at = percent.indexOf('%', at + 3)) {
            lower.replace(at, at + 3, percent.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }
}
