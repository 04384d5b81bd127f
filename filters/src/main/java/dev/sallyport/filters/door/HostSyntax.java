// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

/** What a {@code Host} header may look like: a name or address with an optional port, nothing a parser could argue over. */
final class HostSyntax {

    private static final int MAX_LENGTH = 255 + ":65535".length();
    private static final int MAX_PORT = 65_535;

    private HostSyntax() {}

    static boolean isValid(String host) {
        if (host.isEmpty() || host.length() > MAX_LENGTH) {
            return false;
        }
        int end = host.charAt(0) == '[' ? endOfLiteral(host) : endOfName(host);
        return end > 0 && (end == host.length() || (host.charAt(end) == ':' && isPort(host, end + 1)));
    }

    private static int endOfName(String host) {
        int end = 0;
        while (end < host.length() && Octets.isHost(host.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Index behind the closing bracket, or 0 where there is no IPv6 literal. A zone has no meaning on the wire. */
    private static int endOfLiteral(String host) {
        int close = host.indexOf(']');
        for (int i = 1; i < close; i++) {
            char c = host.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return 0;
            }
        }
        return close < 3 ? 0 : close + 1;
    }

    /** RFC 3986 §3.2.3 allows a colon without digits after it; a client that means no port sends no colon. */
    private static boolean isPort(String host, int from) {
        int port = 0;
        for (int i = from; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
            if (port > MAX_PORT) {
                return false;
            }
        }
        return from < host.length();
    }
}
