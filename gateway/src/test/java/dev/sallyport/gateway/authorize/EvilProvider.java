// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.authorize.AuthorizeSettings;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.gateway.authorize.Browser.Page;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A gateway on a real Redis whose provider {@code acme} answers as each test likes. */
final class EvilProvider implements AutoCloseable {

    static final String TOKEN = json("{\"access_token\":\"access-S3CR3T\",\"refresh_token\":\"refresh-S3CR3T\","
            + "\"expires_in\":3600,\"account\":{\"id\":\"a1\"}}");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final TestServer redis = TestServer.start();
    final RedisStores stores = TestStores.open(redis.uri());
    final AuthorizingGateway gateway = AuthorizingGateway.bind();
    final RawUpstream upstream;
    volatile RawUpstream.Script tokens = (request, wire) -> wire.send(TOKEN);

    EvilProvider(Path directory, String fields, Duration stateTtl) throws IOException {
        upstream = RawUpstream.start((request, wire) -> tokens.answer(request, wire));
        Path file =
                Files.writeString(directory.resolve("catalog.yaml"), """
                acme:
                  display_name: Acme & Sons
                  auth_mode: OAUTH2
                  authorization_url: http://127.0.0.1:%1$s/authorize
                  token_url: http://127.0.0.1:%1$s/token
                %2$s
                """.formatted(upstream.port(), fields.indent(2)));
        Catalog catalog = CatalogLoader.load(List.of(file.toString()));
        stores.integrations().create(integration()).block(PATIENCE);
        gateway.open(stores, catalog, gateway.url(), new AuthorizeSettings(stateTtl, Duration.ofSeconds(15)));
        session("good", Instant.now().plusSeconds(600), List.of());
    }

    void session(String token, Instant expiresAt, List<String> allowed) {
        gateway.sessions.put(
                token, new ConnectSession("s", "dev", null, Map.of(), allowed, Map.of(), null, null, expiresAt));
    }

    /** Where the provider would send the browser back to, with a code. */
    String begin(Browser browser) throws IOException, InterruptedException {
        return callback(state(browser)) + "&code=the-code";
    }

    String state(Browser browser) throws IOException, InterruptedException {
        Page page =
                browser.get(gateway.url() + "/oauth/connect/acme?connect_session_token=good&params%5Bsubdomain%5D=s");
        String query = page.location().getRawQuery();
        return query.replaceFirst(".*state=", "").replaceFirst("&.*", "");
    }

    String callback(String state) {
        return gateway.url() + "/oauth/callback?state=" + state;
    }

    long stored() {
        return stores.connections().count("dev", "acme").blockOptional(PATIENCE).orElseThrow();
    }

    static String json(String body) {
        return answer(200, "application/json", body);
    }

    static String answer(int status, String type, String body) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        upstream.close();
        stores.close();
        redis.close();
    }

    private static Integration integration() {
        IntegrationCredentials client = new IntegrationCredentials(
                "OAUTH2",
                Map.of(
                        "client_id",
                        SecretText.of("the-id"),
                        "client_secret",
                        SecretText.of("client-S3CR3T"),
                        "scopes",
                        SecretText.of("read, write")));
        return new Integration(
                "dev",
                "acme",
                "acme",
                null,
                client,
                false,
                Map.of(),
                Map.of(),
                GatewayOptions.DEFAULTS,
                1,
                Instant.now(),
                Instant.now());
    }
}
