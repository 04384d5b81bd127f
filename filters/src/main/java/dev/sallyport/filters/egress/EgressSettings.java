// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the gateway may connect.
 *
 * @param allowAddresses CIDRs opened besides the public internet, for development and private APIs
 * @param allowHttp whether plain http is allowed for every integration
 * @param baseUrlOverride which hosts a base URL override may name
 * @param trustedCertificates PEM file with certificates trusted upstream besides the platform's; null for none
 * @param deniedPorts ports never connected to: services that read an HTTP request as commands of their own
 */
@ConfigurationProperties("sallyport.egress")
public record EgressSettings(
        @DefaultValue List<String> allowAddresses,
        @DefaultValue("false") boolean allowHttp,
        @DefaultValue("bound") OverrideMode baseUrlOverride,
        @Nullable String trustedCertificates,

        @DefaultValue({
            "20", "21", "22", "23", "25", "53", "110", "119", "135", "139", "143", "389", "445", "465", "514", "587",
            "636", "993", "995", "2049", "2181", "2379", "2380", "3306", "3389", "5432", "5672", "6379", "9042", "9092",
            "9200", "9300", "10250", "11211", "26379", "27017"
        })
        Set<Integer> deniedPorts) {

    public EgressSettings {
        allowAddresses = List.copyOf(allowAddresses);
        deniedPorts = Set.copyOf(deniedPorts);
        allowAddresses.forEach(Cidr::parse);
        // An environment variable that is set to nothing means none.
        trustedCertificates = trustedCertificates == null || trustedCertificates.isBlank() ? null : trustedCertificates;
        for (int port : deniedPorts) {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("deniedPorts: " + port + " (expected: 1 to 65535)");
            }
        }
    }

    /** Which hosts a base URL override may name, gateway-wide. */
    public enum OverrideMode {
        /** Hosts bound to the provider or listed for the integration. */
        BOUND,
        /** Any host with a public address. */
        ANY_PUBLIC,
        /** None: overrides are refused. */
        OFF
    }
}
