// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Asks a real server for a token, for a connection of a provider that a test describes. {@code PORT} in anything stands for the
 * server's.
 */
final class Asking {

    static final Instant NOW = Samples.NOW;

    /** The time of a request, unless a test says otherwise. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String definition;
    private final Credential credential;
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, SecretText> app = new LinkedHashMap<>();
    private @Nullable Path trusted;
    private Duration limit = LIMIT;
    private boolean maySend = true;
    private List<String> reachable = List.of("127.0.0.0/8");
    private Function<TokenExchange, List<TokenEndpoint>> endpoints =
            exchange -> TokenEndpoints.all(exchange, Clock.fixed(NOW, ZoneOffset.UTC), () -> 7);

    private Asking(String definition, Credential credential) {
        this.definition = definition;
        this.credential = credential;
    }

    /**
     * @param definition the provider's fields in YAML's flow style, with token URL
     */
    static Asking of(String definition, Credential credential) {
        return new Asking(definition, credential);
    }

    Asking config(String name, Object value) {
        config.put(name, value);
        return this;
    }

    Asking setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** A field of the integration's credentials. */
    Asking app(String name, String value) {
        app.put(name, SecretText.of(value));
        return this;
    }

    Asking trusting(Path pem) {
        trusted = pem;
        return this;
    }

    /** The time of a request, for those that wait it out. */
    Asking within(Duration newLimit) {
        limit = newLimit;
        return this;
    }

    /** So much later that nothing may be sent any more. */
    Asking tooLate() {
        maySend = false;
        return this;
    }

    /** By a gateway that reaches public addresses only. */
    Asking confined() {
        reachable = List.of();
        return this;
    }

    Asking by(Function<TokenExchange, List<TokenEndpoint>> others) {
        endpoints = others;
        return this;
    }

    TokenOutcome at(RawUpstream server) throws IOException {
        return at(server.port());
    }

    TokenOutcome at(int port) throws IOException {
        EgressSettings egress = new EgressSettings(
                reachable,
                true,
                EgressSettings.OverrideMode.BOUND,
                trusted == null ? null : trusted.toString(),
                Set.of());
        try (UpstreamClient client = new UpstreamClient(upstream(), egress)) {
            UpstreamTargets targets =
                    new UpstreamTargets(egress, new HostBinding(egress.baseUrlOverride()), "Sallyport/test");
            TokenExchange exchange = new TokenExchange(
                    targets,
                    new ShortExchange(client, DataSize.ofKilobytes(64), limit),
                    Clock.fixed(NOW, ZoneOffset.UTC));
            TokenEndpoint endpoint = endpoints.apply(exchange).stream()
                    .filter(each -> each.renews(credential))
                    .findFirst()
                    .orElseThrow();
            TokenOutcome outcome =
                    endpoint.request(subject(port), () -> maySend).block(PATIENCE);
            return Objects.requireNonNull(outcome);
        }
    }

    /** A complete answer in JSON. */
    static String json(int status, String body) {
        return answer(status, "Content-Type: application/json\r\n", body);
    }

    /**
     * @param headers lines, each with its end
     */
    static String answer(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Said\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private Subject subject(int port) throws IOException {
        return new Subject(integration(port), provider(port), connection(port));
    }

    private Provider provider(int port) throws IOException {
        Path file = Files.createTempFile("catalog", ".yaml");
        try {
            Files.writeString(file, "acme: {" + with(port, definition) + "}\n");
            return Objects.requireNonNull(
                    CatalogLoader.load(List.of(file.toString())).find("acme"));
        } finally {
            Files.delete(file);
        }
    }

    private Integration integration(int port) {
        Map<String, String> own = new LinkedHashMap<>();
        settings.forEach((name, value) -> own.put(name, with(port, value)));
        Map<String, SecretText> fields = new LinkedHashMap<>(
                Map.of("client_id", SecretText.of("the-id"), "client_secret", SecretText.of("the-secret")));
        fields.putAll(app);
        return new Integration(
                "dev",
                "acme",
                "acme",
                null,
                new IntegrationCredentials("CUSTOM", fields),
                false,
                own,
                Map.of(),
                GatewayOptions.DEFAULTS,
                1,
                NOW,
                NOW);
    }

    private Connection connection(int port) {
        Map<String, Object> own = new LinkedHashMap<>();
        config.forEach((name, value) -> own.put(name, value(port, value)));
        ConnectionKey key = new ConnectionKey("dev", "acme", "alice");
        return new Connection(7, key, "acme", credential, own, Map.of(), null, Map.of(), null, 1, NOW, NOW);
    }

    private static Object value(int port, Object value) {
        return switch (value) {
            case String text -> with(port, text);
            case Map<?, ?> map -> {
                Map<Object, Object> own = new LinkedHashMap<>(map);
                own.replaceAll((_, member) -> value(port, member));
                yield own;
            }
            default -> value;
        };
    }

    private static String with(int port, String text) {
        return text.replace("PORT", Integer.toString(port));
    }

    private static UpstreamSettings upstream() {
        return new UpstreamSettings(
                LIMIT,
                LIMIT,
                LIMIT,
                LIMIT,
                LIMIT,
                4,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }
}
