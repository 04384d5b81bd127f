// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are no public hosts, from the IANA special-purpose registries, and metadata services of clouds that
 * live in public space.
 */
final class SpecialAddresses {

    private static final List<Block> IPV4 = table(
            "0.0.0.0/8 unspecified",
            "10.0.0.0/8 private",
            "100.64.0.0/10 shared",
            "127.0.0.0/8 loopback",
            "168.63.129.16/32 metadata",
            "169.254.0.0/16 link_local",
            "172.16.0.0/12 private",
            "192.0.0.0/24 protocol",
            "192.0.2.0/24 documentation",
            "192.31.196.0/24 protocol",
            "192.52.193.0/24 protocol",
            "192.88.99.0/24 protocol",
            "192.168.0.0/16 private",
            "192.175.48.0/24 protocol",
            "198.18.0.0/15 benchmark",
            "198.51.100.0/24 documentation",
            "203.0.113.0/24 documentation",
            "224.0.0.0/4 multicast",
            "240.0.0.0/4 reserved");

    /** Of the global unicast block only: outside it everything is refused anyway. */
    private static final List<Block> IPV6 =
            table("2001::/23 protocol", "2001:db8::/32 documentation", "2002::/16 embedded", "3fff::/20 documentation");

    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr MAPPED = Cidr.parse("::ffff:0:0/96");

    private SpecialAddresses() {}

    /** What is special about it; null for a public unicast address. */
    static @Nullable String kind(byte[] address) {
        return address.length == 4 ? firstMatch(IPV4, address) : kindOfIpv6(address);
    }

    /** The IPv4 address that a packet to this IPv6 address ends at; null when there is none. */
    static byte @Nullable [] embedded(byte[] address) {
        if (address.length != 16) {
            return null;
        }
        boolean translated = NAT64.contains(address) || MAPPED.contains(address) || isIsatap(address);
        return translated ? Arrays.copyOfRange(address, 12, 16) : null;
    }

    /**
     * 6to4, Teredo, IPv4-compatible and local-use NAT64 are refused as a whole by their prefix, whatever they embed: no
     * public API is served from them.
     */
    private static @Nullable String kindOfIpv6(byte[] address) {
        if (!GLOBAL_UNICAST.contains(address)) {
            return "not_global";
        }
        return firstMatch(IPV6, address);
    }

    /** RFC 5214: interface id {@code 0000:5efe} or {@code 0200:5efe}, then the IPv4 address. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & ~2) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    private static @Nullable String firstMatch(List<Block> blocks, byte[] address) {
        for (Block block : blocks) {
            if (block.range().contains(address)) {
                return block.kind();
            }
        }
        return null;
    }

    private static List<Block> table(String... lines) {
        return Stream.of(lines)
                .map(line -> line.split(" ", 2))
                .map(columns -> new Block(Cidr.parse(columns[0]), columns[1]))
                .toList();
    }

    private record Block(Cidr range, String kind) {}
}
