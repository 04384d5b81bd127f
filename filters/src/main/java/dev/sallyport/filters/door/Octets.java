// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

/** The byte classes of HTTP and URI grammar, one table look-up each. */
final class Octets {

    /** A byte of a method or header name, RFC 9110 §5.6.2. */
    static final int TOKEN = 1;

    /** Printable ASCII without the space. */
    static final int VISIBLE = 2;

    /** A byte of a header value, RFC 9110 §5.5, obsolete text included. */
    static final int VALUE = 4;

    private static final int PATH = 8;
    private static final int QUERY = 16;
    private static final int HOST = 32;

    private static final String SUB_DELIMITERS = "!$&'()*+,;=";
    private static final int[] CLASSES = new int[256];

    static {
        for (int c = 0x21; c < 0x7f; c++) {
            CLASSES[c] |= VISIBLE | VALUE;
        }
        for (int c = 0x80; c < 0x100; c++) {
            CLASSES[c] |= VALUE;
        }
        CLASSES[' '] |= VALUE;
        CLASSES['\t'] |= VALUE;
        mark("!#$%&'*+-.^_`|~", TOKEN);
        mark("-_.!~*'():@&=+$,;/", PATH | QUERY);
        mark("?[]", QUERY);
        mark("-._~" + SUB_DELIMITERS, HOST);
        for (char c = 'a'; c <= 'z'; c++) {
            mark("" + c + Character.toUpperCase(c), TOKEN | PATH | QUERY | HOST);
        }
        mark("0123456789", TOKEN | PATH | QUERY | HOST);
    }

    private Octets() {}

    static boolean isToken(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    static boolean isVisible(byte b) {
        return (CLASSES[b & 0xff] & VISIBLE) != 0;
    }

    /** How many bytes from an index on are all of one class. */
    static int run(byte[] bytes, int from, int to, int kind) {
        int index = from;
        while (index < to && (CLASSES[bytes[index] & 0xff] & kind) != 0) {
            index++;
        }
        return index - from;
    }

    /** What {@link java.net.URI} takes unescaped in a path; the percent sign is not among them. */
    static boolean isUriPath(char c) {
        return c < 0x80 && (CLASSES[c] & PATH) != 0;
    }

    /** What {@link java.net.URI} takes unescaped in a query; the percent sign is not among them. */
    static boolean isUriQuery(char c) {
        return c < 0x80 && (CLASSES[c] & QUERY) != 0;
    }

    /** A character of a registered name or IPv4 address, RFC 3986 §3.2.2, escapes left out. */
    static boolean isHost(char c) {
        return c < 0x80 && (CLASSES[c] & HOST) != 0;
    }

    private static void mark(String characters, int classes) {
        characters.chars().forEach(c -> CLASSES[c] |= classes);
    }
}
