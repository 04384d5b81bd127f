// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** A block of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. A plain address is a block of one. */
final class Cidr {

    private final byte[] network;
    private final int prefix;

    private Cidr(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * @throws IllegalArgumentException when the text is no block; the message holds the text and what was expected
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = address(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw invalid(text);
        }
        int bits = network.length * 8;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw invalid(text);
        }
        return new Cidr(network, prefix);
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
    }

    private static byte @Nullable [] address(String text) {
        byte[] v4 = HostSyntax.dottedQuad(text);
        return v4 != null ? v4 : HostSyntax.isIpv6(text) ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    }

    private static int prefix(String digits) {
        try {
            return digits.isEmpty() || digits.length() > 3 || digits.charAt(0) == '+' ? -1 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "allow-addresses: " + text + " (expected: a CIDR such as 10.0.0.0/8 or fd00::/8)");
    }
}
