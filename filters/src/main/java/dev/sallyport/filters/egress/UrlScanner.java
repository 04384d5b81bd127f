// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads scheme and authority of an absolute URL. Our own on purpose: general parsers accept forms on which two of them
 * disagree about the host, and that disagreement is how a checked host and a dialled host come apart.
 *
 * @param reason what is wrong; null when nothing is
 * @param end index behind the authority
 */
record UrlScanner(@Nullable UpstreamOrigin parsed, @Nullable String reason, int end) {

    private static final int LONGEST = 8192;

    static UrlScanner of(String url) {
        if (url.length() > LONGEST) {
            return wrong("longer than " + LONGEST + " characters");
        }
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return wrong("scheme must be http or https");
        }
        String unsafe = unsafeCharacter(url);
        if (unsafe != null) {
            return wrong(unsafe);
        }
        int start = colon + 3;
        int end = endOfAuthority(url, start);
        return authority(scheme, url.substring(start, end), end);
    }

    UpstreamOrigin origin() {
        return Objects.requireNonNull(parsed);
    }

    /** Percent-encodes what may not stand in a request target but is common in hand-written URLs. */
    static String escape(String raw) {
        StringBuilder escaped = null;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean unsafe = " \"<>`{}".indexOf(c) >= 0;
            if (unsafe && escaped == null) {
                escaped = new StringBuilder(raw.length() + 16).append(raw, 0, i);
            }
            if (escaped != null && unsafe) {
                escaped.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? raw : escaped.toString();
    }

    static @Nullable String unsafeCharacter(String url) {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c < ' ' || c == 0x7f) {
                return "control character not allowed";
            }
            if (c > 0x7f) {
                return "character outside ASCII not allowed";
            }
            if (c == '\\') {
                return "backslash not allowed";
            }
        }
        return null;
    }

    private static UrlScanner authority(String scheme, String authority, int end) {
        if (authority.indexOf('@') >= 0) {
            return wrong("user information not allowed");
        }
        int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
        String host = HostSyntax.normalize(colon < 0 ? authority : authority.substring(0, colon));
        if (host == null) {
            return wrong("host must be a DNS name, a dotted IPv4 or a bracketed IPv6 address");
        }
        int port = colon < 0 ? UpstreamOrigin.defaultPort(scheme) : port(authority.substring(colon + 1));
        return port < 0
                ? wrong("port must be 1 to 65535")
                : new UrlScanner(new UpstreamOrigin(scheme, host, port), null, end);
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port < 1 || port > 65535 ? -1 : port;
    }

    private static int endOfAuthority(String url, int start) {
        for (int i = start; i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return i;
            }
        }
        return url.length();
    }

    private static UrlScanner wrong(String reason) {
        return new UrlScanner(null, reason, 0);
    }
}
