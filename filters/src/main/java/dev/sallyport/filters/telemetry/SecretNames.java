// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parameter names whose values are taken for secrets. Too many rather than too few: a page token that is masked without
 * need costs a reader little.
 */
final class SecretNames {

    private static final List<String> PARTS = List.of(
            "accesskey",
            "apikey",
            "assertion",
            "authorization",
            "credential",
            "passphrase",
            "passw",
            "secret",
            "session",
            "signature",
            "token");

    private static final Set<String> WHOLE =
            Set.of("auth", "code", "hmac", "jwt", "otp", "pass", "pin", "pwd", "sid", "sig", "ticket");

    private SecretNames() {}

    /** @param name as it stands in a query: percent-encoded, any case, any word separators */
    static boolean contain(String name) {
        String plain = plain(name);
        return WHOLE.contains(plain) || plain.endsWith("key") || PARTS.stream().anyMatch(plain::contains);
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int decoded = c == '%' ? decode(name, i + 1) : -1;
            if (decoded >= 0) {
                c = (char) decoded;
                i += 2;
            }
            if (c != '-' && c != '_' && c != '.' && c != '+' && c != ' ') {
                plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    private static int decode(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
