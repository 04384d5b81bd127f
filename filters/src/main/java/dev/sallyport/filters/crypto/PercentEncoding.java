// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding by RFC 3986: everything but its unreserved characters, in upper-case hex. */
public final class PercentEncoding {

    private static final String UNRESERVED = "-_.~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    /** Every character that is not unreserved, as RFC 5849 §3.6 asks for. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /**
     * @param alsoKept characters that stay as they are besides the unreserved ones
     */
    public static String encode(String text, String alsoKept) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            append(out, b & 0xFF, alsoKept);
        }
        return out.toString();
    }

    /**
     * The same form-encoded text with each octet encoded in the one canonical way: {@code +} is a space, a percent sign that
     * starts no escape stands for itself. Octets stay what they are, also where they are no UTF-8.
     */
    static String recodeForm(String form) {
        byte[] bytes = form.getBytes(UTF_8);
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' && i + 2 < bytes.length ? hexPair(bytes[i + 1], bytes[i + 2]) : -1;
            if (escaped >= 0) {
                append(out, escaped, "");
                i += 2;
            } else {
                append(out, bytes[i] == '+' ? ' ' : bytes[i] & 0xFF, "");
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int octet, String alsoKept) {
        char c = (char) octet;
        if (isUnreserved(c) || alsoKept.indexOf(c) >= 0) {
            out.append(c);
        } else {
            out.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
        }
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    private static int hexPair(byte high, byte low) {
        int left = Character.digit(high, 16);
        int right = Character.digit(low, 16);
        return left < 0 || right < 0 ? -1 : left << 4 | right;
    }
}
