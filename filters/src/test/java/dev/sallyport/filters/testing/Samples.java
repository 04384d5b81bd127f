// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.catalog.RetryRules;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.signing.SigningPlans;
import dev.sallyport.filters.template.Template;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** An integration {@code acme}, its provider of the same name and a connection {@code alice}. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    public static final ApiKeyCredential API_KEY = new ApiKeyCredential(SecretText.of("the-api-key"));

    /** At {@link #NOW}, with the same nonce every time. */
    public static final SigningPlans SIGNING = new SigningPlans(Clock.fixed(NOW, ZoneOffset.UTC), () -> 7);

    private Samples() {}

    public static Connection connection(Credential credential) {
        return connection(credential, Map.of(), Map.of());
    }

    public static Connection connection(
            Credential credential, Map<String, Object> config, Map<String, Object> metadata) {
        ConnectionKey key = new ConnectionKey("dev", "acme", "alice");
        return new Connection(7, key, "acme", credential, config, metadata, null, Map.of(), null, 1, NOW, NOW);
    }

    public static Integration integration() {
        return integration(GatewayOptions.DEFAULTS);
    }

    public static Integration integration(GatewayOptions options) {
        IntegrationCredentials credentials = new IntegrationCredentials(
                "OAUTH2", Map.of("client_id", SecretText.of("the-id"), "client_secret", SecretText.of("the-secret")));
        return new Integration(
                "dev", "acme", "acme", null, credentials, false, Map.of(), Map.of(), options, 1, NOW, NOW);
    }

    public static GatewayOptions options(List<String> allowedHosts, boolean allowHttp) {
        return new GatewayOptions(allowedHosts, allowHttp, false, 0, Duration.ofSeconds(10), false, false);
    }

    public static Provider provider(ProxyRules rules) {
        return provider("acme", rules);
    }

    public static Provider provider(String name, ProxyRules rules) {
        return new Provider(
                name,
                "Acme",
                AuthMode.API_KEY,
                TokenRules.NONE,
                AuthorizationRules.NONE,
                rules,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** Rules with this base URL and nothing else; an empty one is none. */
    public static ProxyRules rules(String baseUrl) {
        Template template = baseUrl.isEmpty() ? null : Template.compile(baseUrl);
        return new ProxyRules(
                template,
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                List.of(),
                null,
                RetryRules.NONE,
                RateLimitRules.GENERIC);
    }

    public static NamedTemplate named(String name, String template) {
        return new NamedTemplate(name, Template.compile(template));
    }
}
