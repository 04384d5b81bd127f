// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.util.List;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.jspecify.annotations.Nullable;

/** Keeps a credential with its provider: decides which hosts an override or a redirect may name (contract §4). */
public final class HostBinding {

    private static final HostVerdict ALLOWED = new HostVerdict.Allowed();
    private static final HostVerdict DISABLED = new HostVerdict.Disabled();
    private static final HostVerdict NOT_ALLOWED = new HostVerdict.NotAllowed();

    private final EgressSettings.OverrideMode mode;
    private final PublicSuffixMatcher suffixes = PublicSuffixMatcherLoader.getDefault();

    public HostBinding(EgressSettings.OverrideMode mode) {
        this.mode = mode;
    }

    /**
     * Whether a base URL override may name this host.
     *
     * @param providerHost host of the provider's own base URL; null when it has no fixed host, which may then be any
     * @param allowedHosts those of the integration
     * @param providerAllowedHosts those of the provider
     */
    public HostVerdict checkOverride(
            String host, @Nullable String providerHost, List<String> allowedHosts, List<String> providerAllowedHosts) {
        return switch (mode) {
            case OFF -> DISABLED;
            case ANY_PUBLIC -> ALLOWED;
            case BOUND -> binds(host, providerHost, allowedHosts, providerAllowedHosts) ? ALLOWED : NOT_ALLOWED;
        };
    }

    /**
     * Whether credentials may follow a redirect to this host, whatever the mode.
     *
     * @param requestHost host that the redirected request was allowed to go to
     */
    public boolean mayForward(
            String host, String requestHost, List<String> allowedHosts, List<String> providerAllowedHosts) {
        return binds(host, requestHost, allowedHosts, providerAllowedHosts);
    }

    private boolean binds(
            String host, @Nullable String boundTo, List<String> allowedHosts, List<String> providerAllowedHosts) {
        return boundTo == null
                || host.equals(boundTo)
                || sharesDomain(host, boundTo)
                || lists(allowedHosts, host)
                || lists(providerAllowedHosts, host);
    }

    private boolean sharesDomain(String host, String boundTo) {
        if (HostSyntax.literal(host) != null || HostSyntax.literal(boundTo) != null) {
            return false;
        }
        String domain = registrableDomain(host);
        return domain != null && domain.equals(registrableDomain(boundTo));
    }

    /** Null for a public suffix itself and for a name of one label: those are shared with strangers, or with nobody. */
    private @Nullable String registrableDomain(String host) {
        return host.indexOf('.') < 0 ? null : suffixes.getDomainRoot(host);
    }

    private static boolean lists(List<String> hosts, String host) {
        for (String listed : hosts) {
            boolean wildcard = listed.startsWith("*.") && HostSyntax.literal(host) == null;
            if (listed.equals(host) || (wildcard && host.endsWith(listed.substring(1)))) {
                return true;
            }
        }
        return false;
    }
}
