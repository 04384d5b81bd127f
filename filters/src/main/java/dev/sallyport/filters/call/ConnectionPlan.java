// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.egress.ConnectionBaseUrl;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.injection.HeaderPlan;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.signing.SigningPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all calls of a connection, worked out once: whose it is, which rules apply and what its variables
 * are worth.
 *
 * @param rules the provider's, with the integration's own (reference §2.2)
 * @param buckets the limits that its calls count towards; null where that differs from call to call
 * @param hidesBase whether the base URL holds a secret of the connection, so that no record may show it
 */
public record ConnectionPlan(
        Integration integration,
        Connection connection,
        Provider provider,
        ProxyRules rules,
        ConnectionVariables variables,
        ConnectionBaseUrl baseUrl,
        HeaderPlan headers,
        SigningPlan signing,
        @Nullable List<Bucket> buckets,
        boolean hidesBase) {

    /** The limits a call counts towards. */
    List<Bucket> bucketsOf(CallFacts call) {
        return buckets == null ? rules.rateLimit().bucketsOf(call) : buckets;
    }

    /** What connections to the provider are opened as; null without a certificate, or where the provider asks for none. */
    public @Nullable ClientIdentity identity() {
        return provider.tokens().asksForCertificate() && connection.credential() instanceof ClientCredential client
                ? client.identity()
                : null;
    }
}
