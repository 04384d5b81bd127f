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

    /** What was decided beforehand for an integration. */
    public Defaults defaultsOf(String integration) {
        return defaults.getOrDefault(integration, Defaults.NONE);
    }

    /** Without whose it is and what it sets, which may be personal or secret. */
    @Override
    public String toString() {
        return "ConnectSession[id=" + id + ", environment=" + environment + ", expiresAt=" + expiresAt + "]";
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

        /** Of an integration that nothing was decided for. */
        public static final Defaults NONE = new Defaults(Map.of(), Map.of(), null);

        public Defaults {
            authorizationParams = Map.copyOf(authorizationParams);
            connectionConfig = Map.copyOf(connectionConfig);
        }

        /** Names only: the values may be secret. */
        @Override
        public String toString() {
            return "Defaults[authorizationParams=" + authorizationParams.keySet() + ", connectionConfig="
                    + connectionConfig.keySet() + "]";
        }
    }
}
