// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.NoCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.HostBinding;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/** A provider {@code acme} of a catalogue file, and a client that may talk to loopback. */
record FlowBench(UpstreamClient client, UpstreamTargets upstream, Subject subject) implements AutoCloseable {

    /**
     * @param fields of the provider, on one line; {@code PORT} is the upstream's
     */
    static FlowBench of(Path directory, int port, String fields, String clientSecret) throws IOException {
        String urls =
                "authorization_url: 'http://127.0.0.1:PORT/authorize', token_url: 'http://127.0.0.1:PORT/token', ";
        return of(directory, (urls + fields).replace("PORT", "" + port), clientSecret);
    }

    /** Without URLs. */
    static FlowBench bare(Path directory, String fields) throws IOException {
        return of(directory, fields, "the-secret");
    }

    private static FlowBench of(Path directory, String fields, String clientSecret) throws IOException {
        String definition = "acme: {display_name: Acme, " + fields + "}\n";
        Path file = Files.writeString(directory.resolve("catalog.yaml"), definition);
        Provider provider = CatalogLoader.load(List.of(file.toString())).find("acme");
        EgressSettings egress =
                new EgressSettings(List.of("127.0.0.0/8"), true, EgressSettings.OverrideMode.BOUND, null, Set.of());
        Connection connection =
                Samples.connection(new NoCredential(), Map.of("tenant", "t&1", "host", "h.eu"), Map.of());
        return new FlowBench(
                new UpstreamClient(settings(), egress),
                new UpstreamTargets(egress, new HostBinding(egress.baseUrlOverride()), "Sallyport/test"),
                new Subject(integration(clientSecret), Objects.requireNonNull(provider), connection));
    }

    AuthorizationTargets targets() {
        return new AuthorizationTargets(upstream);
    }

    ShortExchange exchange() {
        return new ShortExchange(client, DataSize.ofKilobytes(64), Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        client.close();
    }

    private static Integration integration(String clientSecret) {
        IntegrationCredentials credentials = new IntegrationCredentials(
                "OAUTH2",
                Map.of(
                        "client_id",
                        SecretText.of("the-id"),
                        "client_secret",
                        SecretText.of(clientSecret),
                        "scopes",
                        SecretText.of("read,write")));
        return new Integration(
                "dev",
                "acme",
                "acme",
                null,
                credentials,
                false,
                Map.of(),
                Map.of(),
                Samples.options(List.of("*.listed.example"), false),
                1,
                Samples.NOW,
                Samples.NOW);
    }

    private static UpstreamSettings settings() {
        return new UpstreamSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                4,
                10,
                Duration.ofSeconds(2),
                Duration.ofSeconds(25),
                Duration.ofMinutes(5),
                DataSize.ofKilobytes(32),
                DataSize.ofKilobytes(8));
    }
}
