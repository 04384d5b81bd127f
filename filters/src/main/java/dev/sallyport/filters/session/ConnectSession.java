// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a connect link may do.
 *
 * @param id never the token itself; safe to log
 * @param endUser whose connections it creates; null where only {@code tags} say
 * @param tags lower-case keys, put on the connections it creates
 * @param allowedIntegrations unique keys, in the order to show; empty for all of the environment
 * @param defaults by integration
 * @param webhookUrlOverride of the connections it creates; null for the environment's
 * @param reconnect the one connection it may authorize again; null when it creates new ones
 */
public record ConnectSession(
        String id,
        String environment,
        @Nullable EndUser endUser,
        Map<String, String> tags,
        List<String> allowedIntegrations,
        Map<String, Defaults> defaults,
        @Nullable String webhookUrlOverride,
        @Nullable ConnectionKey reconnect,
        Instant expiresAt) {

    public ConnectSession {
        tags = Map.copyOf(tags);
        allowedIntegrations = List.copyOf(allowedIntegrations);
        defaults = Map.copyOf(defaults);
    }

    /** Whether a connection of this integration may be made by it. */
    public boolean allows(String integration) {
        return reconnect != null
                ? reconnect.integration().equals(integration)
                : allowedIntegrations.isEmpty() || allowedIntegrations.contains(integration);
    }

    /**
     * What whoever made the session decided beforehand for one integration.
     *
     * @param authorizationParams added to the authorization request
     * @param connectionConfig JSON values, set on the connection; the end user is not asked for them
     * @param docsConnect address of a guide shown instead of the provider's; null for the provider's
     */
    public record Defaults(
            Map<String, String> authorizationParams,
            Map<String, Object> connectionConfig,
            @Nullable String docsConnect) {

        public Defaults {
            authorizationParams = Map.copyOf(authorizationParams);
            connectionConfig = Map.copyOf(connectionConfig);
        }
    }
}
