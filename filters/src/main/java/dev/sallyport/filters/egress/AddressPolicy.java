// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.net.InetAddress;
import java.util.List;

/**
 * Lets only global unicast addresses through, and the blocks that the operator opened. It allows what is known to be
 * public rather than denying what is known to be private, so a form nobody thought of is refused.
 */
public final class AddressPolicy {

    private static final AddressVerdict ALLOWED = new AddressVerdict.Allowed();

    private final List<Cidr> opened;

    /**
     * @param allowAddresses CIDRs opened besides the public internet
     * @throws IllegalArgumentException when one of them is no CIDR; names it
     */
    public AddressPolicy(List<String> allowAddresses) {
        this.opened = allowAddresses.stream().map(Cidr::parse).toList();
    }

    public AddressVerdict check(InetAddress address) {
        return check(address.getAddress());
    }

    private AddressVerdict check(byte[] address) {
        for (Cidr block : opened) {
            if (block.contains(address)) {
                return ALLOWED;
            }
        }
        byte[] embedded = SpecialAddresses.embedded(address);
        if (embedded != null && check(embedded) instanceof AddressVerdict.Refused refused) {
            return refused;
        }
        String kind = SpecialAddresses.kind(address);
        boolean reachesPublicIpv4 = embedded != null && "not_global".equals(kind);
        return kind == null || reachesPublicIpv4 ? ALLOWED : new AddressVerdict.Refused(kind);
    }
}
