// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

/** The escapes of JSON that stand for a plain letter, which some servers write for {@code / + = < > &} and others need not. */
final class JsonEscapes {

    private static final int DIGITS = 4;
    private static final int HEX = 16;

    private JsonEscapes() {}

    /** The same JSON with those letters as they are, so that what is looked for in it is found. */
    static String resolve(String json) {
        if (json.indexOf('\\') < 0) {
            return json;
        }
        StringBuilder plain = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            int letter = letterAt(json, at);
            if (letter < 0) {
                // An escaped backslash is taken whole: what follows it is no escape.
                int end = json.startsWith("\\\\", at) ? at + 2 : at + 1;
                plain.append(json, at, end);
                at = end;
            } else {
                plain.append((char) letter);
                at += json.charAt(at + 1) == '/' ? 2 : 2 + DIGITS;
            }
        }
        return plain.toString();
    }

    /** Minus one where there is no such escape. */
    private static int letterAt(String json, int at) {
        if (json.startsWith("\\/", at)) {
            return '/';
        }
        if (!json.startsWith("\\u", at) || at + 2 + DIGITS > json.length()) {
            return -1;
        }
        int letter = 0;
        for (int i = at + 2; i < at + 2 + DIGITS; i++) {
            int digit = Character.digit(json.charAt(i), HEX);
            if (digit < 0) {
                return -1;
            }
            letter = letter * HEX + digit;
        }
        return letter > ' ' && letter < 0x7f && letter != '"' && letter != '\\' ? letter : -1;
    }
}
