// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.IntegrationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.egress.ConnectionBaseUrl;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.injection.HeaderPlan;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.signing.SigningPlans;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a connection on its first call and keeps it for as long as the store's cache keeps the very same
 * connection: keyed by identity and held weakly, so a changed or evicted connection takes its plan with it.
 */
public final class ConnectionPlans {

    private final Catalog catalog;
    private final SigningPlans signing;
    private final Cache<Connection, ConnectionPlan> plans =
            PathCache.newBuilder().weakKeys().maximumSize(100_000).build();

    public ConnectionPlans(Catalog catalog, SigningPlans signing) {
        this.catalog = catalog;
        this.signing = signing;
    }

    /**
     * @throws GatewayException {@code unsupported_provider} when the catalogue no longer has the integration's provider
     */
    @SuppressWarnings("ReferenceEquality") // the store's cache hands out one instance until it changes
    public ConnectionPlan planFor(Integration integration, Connection connection) {
        ConnectionPlan known = plans.getIfPresent(connection);
        if (known != null && known.integration() == integration) {
            return known;
        }
        ConnectionPlan made = make(integration, connection);
        plans.put(connection, made);
        return made;
    }

    /** The plan of a connection that is not stored yet, for verifying its credential. */
    public ConnectionPlan make(Integration integration, Connection connection) {
        Provider provider = catalog.find(integration.provider());
        if (provider == null) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_PROVIDER,
                    "provider: the catalogue has no \"" + integration.provider() + "\" any more");
        }
        ProxyRules rules = IntegrationRules.derive(provider, ownSettings(integration));
        ConnectionVariables variables = new ConnectionVariables(integration, connection);
        HeaderPlan headers = HeaderPlan.of(rules.headers(), connection.credential(), variables);
        String ownBaseUrl = ownBaseUrl(connection);
        ConnectionBaseUrl baseUrl = ownBaseUrl == null
                ? ConnectionBaseUrl.of(rules.baseUrl(), variables)
                : ConnectionBaseUrl.ofUrl(ownBaseUrl);
        boolean hidesBase = ownBaseUrl == null
                && rules.baseUrl() != null
                && ConnectionVariables.anySecret(rules.baseUrl().variables());
        return new ConnectionPlan(
                integration,
                connection,
                provider,
                rules,
                variables,
                baseUrl,
                headers,
                signing.of(provider, integration, connection),
                buckets(rules.rateLimit(), connection.key()),
                hidesBase);
    }

    /** One of AWS's many hosts, which its connections may name in whole (reference §2.3). */
    private static @Nullable String ownBaseUrl(Connection connection) {
        return connection.credential() instanceof AwsCredential
                        && connection.connectionConfig().get("base_url") instanceof String url
                        && !url.isBlank()
                ? url
                : null;
    }

    private static @Nullable List<Bucket> buckets(RateLimitRules limits, ConnectionKey key) {
        CallFacts any = new CallFacts(
                key.environment(), key.integration(), key.connectionId(), "GET", "/", EmptyHttpHeaders.INSTANCE);
        return limits.isPerConnection() ? limits.bucketsOf(any) : null;
    }

    /** The integration's own settings, whichever of its two objects they came in; {@code custom} wins. */
    private static Map<String, String> ownSettings(Integration integration) {
        if (integration.custom().isEmpty()) {
            return integration.integrationConfig();
        }
        Map<String, String> settings = new HashMap<>(integration.integrationConfig());
        settings.putAll(integration.custom());
        return settings;
    }
}
