// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import java.math.BigInteger;
import java.net.InetAddress;

/** A block of addresses. */
record Cidr(byte[] network, int prefix) {

    static Cidr parse(String text) {
        String[] parts = text.split("/");
        return new Cidr(bytes(parts[0]), Integer.parseInt(parts[1]));
    }

    /** Never names of hosts, which would be looked up. */
    boolean contains(String address) {
        byte[] other = bytes(address);
        int rest = network.length * 8 - prefix;
        return other.length == network.length
                && new BigInteger(1, other).shiftRight(rest).equals(new BigInteger(1, network).shiftRight(rest));
    }

    private static byte[] bytes(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            throw new AssertionError(literal, e);
        }
    }
}
