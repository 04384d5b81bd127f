// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.catalog.FieldRule;
import dev.sallyport.filters.catalog.Provider;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The control plane and the catalogue that comes with the gateway fit each other. */
class ShippedProvidersTest {

    private static final Map<String, Map<String, Object>> CREDENTIALS = Map.ofEntries(
            Map.entry("API_KEY", Map.of("type", "API_KEY", "apiKey", "k")),
            Map.entry("BASIC", Map.of("type", "BASIC", "username", "u", "password", "p")),
            Map.entry("OAUTH1", Map.of("type", "OAUTH1", "oauth_token", "t", "oauth_token_secret", "s")),
            Map.entry("OAUTH2", Map.of("type", "OAUTH2", "access_token", "t")),
            Map.entry("OAUTH2_CC", Map.of("type", "OAUTH2_CC", "token", "t", "client_id", "c", "client_secret", "s")),
            Map.entry("TBA", Map.of("type", "TBA", "token_id", "t", "token_secret", "s")),
            Map.entry("JWT", Map.of("type", "JWT", "token", "t")),
            Map.entry("TWO_STEP", Map.of("type", "TWO_STEP", "token", "t")),
            Map.entry("APP", Map.of("type", "APP", "app_id", "1", "installation_id", "2")),
            Map.entry(
                    "BILL",
                    Map.of("type", "BILL", "username", "u", "password", "p", "organization_id", "o", "dev_key", "d")),
            Map.entry("AWS_SIGV4", Map.of("type", "AWS_SIGV4", "access_key_id", "a", "secret_access_key", "s")),
            Map.entry("NONE", Map.of("type", "NONE")));

    private static final Set<String> APPLICATIONS = Set.of("OAUTH1", "OAUTH2", "TBA", "APP");

    private final Catalog catalog = CatalogLoader.load(List.of());
    private final ControlPlane plane = new ControlPlane(catalog);

    @Test
    void everyProviderTakesAnIntegrationAndAConnection() {
        assertThat(catalog.all()).hasSizeGreaterThan(100).allSatisfy(provider -> {
            assertThat(plane.post("/integrations", json(integration(provider))).status())
                    .isEqualTo(200);
            Reply reply = plane.post("/connections?verify=false", json(connection(provider)));
            assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        });
    }

    @Test
    void aPrivateApisKeyNameCountsWhereverItIsGiven() {
        String start = "{'provider':'private-api-generic','unique_key':'%s',";
        plane.post("/integrations", start.formatted("a") + "'integration_config':{'keyName':'X-Key'}}");
        plane.post("/integrations", start.formatted("b") + "'custom':{'keyName':'X-Key'}}");

        assertThat(custom("a")).containsEntry("keyName", "X-Key");
        assertThat(custom("b")).containsEntry("keyName", "X-Key");
        assertThat(plane.post("/integrations", start.formatted("c") + "'custom':{}}")
                        .problem())
                .isEqualTo("invalid_type [integration_config, keyName]");
        plane.patch("/integrations/a", "{'integration_config':{'keyName':'X-New'}}");
        assertThat(custom("a")).containsEntry("keyName", "X-New");
    }

    @Test
    void aFieldWithADefaultNeedNotBeGiven() {
        plane.post("/integrations", "{'provider':'mailgun','unique_key':'mailgun'}");

        Reply reply = plane.post(
                "/connections?verify=false",
                "{'provider_config_key':'mailgun','credentials':{'type':'BASIC','password':'p'}}");

        assertThat(reply.at("credentials.username")).isEqualTo("api");
    }

    @Test
    void theWholeCatalogueCanBeListed() {
        assertThat((List<?>) plane.get("/providers").at("data")).hasSameSizeAs(catalog.all());
    }

    private Map<String, String> custom(String key) {
        return plane.integrations
                .find("dev", key)
                .blockOptional(Duration.ofSeconds(5))
                .orElseThrow()
                .custom();
    }

    private static Map<String, Object> integration(Provider provider) {
        String type = provider.authMode().storedType();
        Map<String, Object> application = type.equals("APP")
                ? Map.of("type", type, "app_id", "1", "app_link", "l", "private_key", "-----BEGIN PRIVATE KEY-----AA")
                : Map.of("type", type, "client_id", "i", "client_secret", "s");
        Map<String, Object> start = Map.of("provider", provider.name(), "unique_key", provider.name());
        if (APPLICATIONS.contains(type)) {
            return Map.of("provider", provider.name(), "unique_key", provider.name(), "credentials", application);
        }
        return provider.integrationConfig().isEmpty()
                ? start
                : Map.of(
                        "provider",
                        provider.name(),
                        "unique_key",
                        provider.name(),
                        "custom",
                        Map.of("keyName", "x-key"));
    }

    private static Map<String, Object> connection(Provider provider) {
        Map<String, Object> config = provider.connectionConfig().values().stream()
                .filter(rule -> !rule.optional() && !rule.automated() && rule.defaultValue() == null)
                .collect(Collectors.toMap(FieldRule::name, ShippedProvidersTest::value));
        return Map.of(
                "provider_config_key",
                provider.name(),
                "credentials",
                credentials(provider),
                "connection_config",
                config);
    }

    private static Map<String, Object> credentials(Provider provider) {
        Map<String, Object> credentials =
                new HashMap<>(CREDENTIALS.get(provider.authMode().storedType()));
        if (provider.tokens().asksForCertificate()) {
            credentials.put("client_certificate", "-----BEGIN CERTIFICATE-----AA");
            credentials.put("client_private_key", "-----BEGIN PRIVATE KEY-----AA");
        }
        return credentials;
    }

    private static String value(FieldRule rule) {
        return List.of("acme", "acme.example.com", "https://acme.example.com", "12345").stream()
                .filter(rule::allows)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no value for " + rule));
    }

    private static String json(Map<String, Object> body) {
        return JsonMapper.shared().writeValueAsString(body);
    }
}
