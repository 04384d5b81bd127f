// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.egress.AddressPolicy;
import dev.sallyport.filters.egress.AddressVerdict;
import dev.sallyport.filters.egress.EgressRefusedException;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides, last before dialling, whether an address may be dialled. */
final class DialGuard {

    /** A name with hundreds of dead addresses would otherwise cost a connect timeout for each. */
    private static final int MOST_ADDRESSES_TRIED = 4;

    private final AddressPolicy policy;
    private final Set<Integer> deniedPorts;

    DialGuard(EgressSettings settings) {
        this.policy = new AddressPolicy(settings.allowAddresses());
        this.deniedPorts = settings.deniedPorts();
    }

    /** What can be refused without resolving a name; null when nothing is. */
    @Nullable
    EgressRefusedException refusal(UpstreamOrigin origin) {
        if (deniedPorts.contains(origin.port())) {
            return new EgressRefusedException(origin.host(), "port");
        }
        InetAddress literal = origin.literalAddress();
        return literal == null ? null : refusal(origin.host(), literal);
    }

    /**
     * The addresses to dial. One refused address refuses them all: a name that mixes public and private answers is an
     * attempt to get the private one dialled.
     *
     * @throws EgressRefusedException when any is refused
     */
    List<InetSocketAddress> vet(String host, List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            EgressRefusedException refusal = refusal(host, address.getAddress());
            if (refusal != null) {
                throw refusal;
            }
        }
        return addresses.size() > MOST_ADDRESSES_TRIED
                ? List.copyOf(addresses.subList(0, MOST_ADDRESSES_TRIED))
                : addresses;
    }

    /** The same for what Reactor Netty is about to dial, literals included, which no resolver sees. */
    List<? extends SocketAddress> vetDialled(List<? extends SocketAddress> addresses) {
        for (SocketAddress address : addresses) {
            boolean known = address instanceof InetSocketAddress inet && !inet.isUnresolved();
            EgressRefusedException refusal = known
                    ? refusal(((InetSocketAddress) address).getHostString(), ((InetSocketAddress) address).getAddress())
                    : new EgressRefusedException("address", "unresolved");
            if (refusal != null) {
                throw refusal;
            }
        }
        return addresses;
    }

    private @Nullable EgressRefusedException refusal(String host, InetAddress address) {
        return policy.check(address) instanceof AddressVerdict.Refused(String reason)
                ? new EgressRefusedException(host, reason)
                : null;
    }
}
