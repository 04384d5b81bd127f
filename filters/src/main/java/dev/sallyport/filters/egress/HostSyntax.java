// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The hosts we can name without doubt: LDH names, canonical dotted quads and IPv6 literals. Everything else is a form
 * that some resolver reads as an address ({@code 127.1}, {@code 0x7f.1}, {@code 2130706433}) or folds into another
 * name.
 */
final class HostSyntax {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private HostSyntax() {}

    /** The host in lower case, IPv6 without brackets in RFC 5952 form; null when it is none. */
    static @Nullable String normalize(String host) {
        if (host.length() > 2 && host.charAt(0) == '[' && host.charAt(host.length() - 1) == ']') {
            String literal = host.substring(1, host.length() - 1);
            return isIpv6(literal) ? canonicalIpv6(literal) : null;
        }
        if (dottedQuad(host) != null) {
            return host;
        }
        return isName(host) ? host.toLowerCase(Locale.ROOT) : null;
    }

    /** The four bytes of a canonical dotted quad: no leading zeros, no missing parts. Null when it is none. */
    static byte @Nullable [] dottedQuad(String text) {
        String[] parts = text.length() > 15 ? new String[0] : text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = octet(parts[i]);
            if (part < 0) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    /** Whether it is an IPv6 literal without brackets and without a zone, which names an interface of this machine. */
    static boolean isIpv6(String text) {
        return text.indexOf('%') < 0 && text.indexOf('[') < 0 && NetUtil.isValidIpV6Address(text);
    }

    /** The address that a normalized host spells out; null when it is a name. */
    static @Nullable InetAddress literal(String host) {
        byte[] v4 = dottedQuad(host);
        byte[] address = v4 != null ? v4 : isIpv6(host) ? NetUtil.createByteArrayFromIpAddressString(host) : null;
        try {
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("length of an address is 4 or 16", e);
        }
    }

    private static String canonicalIpv6(String literal) {
        // Not through InetAddress: it would turn a mapped address into IPv4 and hide which form was asked for.
        var address = NetUtil.getByName(literal, false);
        return address == null ? literal.toLowerCase(Locale.ROOT) : NetUtil.toAddressString(address);
    }

    private static int octet(String part) {
        if (part.isEmpty() || part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            if (!isDigit(part.charAt(i))) {
                return -1;
            }
            value = value * 10 + part.charAt(i) - '0';
        }
        return value > 255 ? -1 : value;
    }

    private static boolean isName(String host) {
        if (host.isEmpty() || host.length() > LONGEST_NAME) {
            return false;
        }
        int start = 0;
        while (true) {
            int dot = host.indexOf('.', start);
            int end = dot < 0 ? host.length() : dot;
            if (!isLabel(host, start, end)) {
                return false;
            }
            if (dot < 0) {
                // libc and browsers read a host that ends in a number, 0x included, as IPv4; no top-level domain does.
                return !isDigit(host.charAt(start));
            }
            start = dot + 1;
        }
    }

    private static boolean isLabel(String host, int start, int end) {
        if (start == end || end - start > LONGEST_LABEL || host.charAt(start) == '-' || host.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = host.charAt(i);
            if (!isDigit(c) && !isLetter(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
