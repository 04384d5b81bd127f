// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port of an upstream: what credentials are bound to.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, IPv6 without brackets
 * @param port as dialled, the scheme's default filled in
 */
public record UpstreamOrigin(String scheme, String host, int port) {

    public UpstreamOrigin {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("scheme: " + scheme + " (expected: http or https)");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    public boolean secure() {
        return scheme.equals("https");
    }

    /** Value of the {@code Host} header: brackets around IPv6, the default port left out. */
    public String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == defaultPort(scheme) ? name : name + ":" + port;
    }

    /** The address the host spells out; null when it is a name. */
    public @Nullable InetAddress literalAddress() {
        return HostSyntax.literal(host);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
