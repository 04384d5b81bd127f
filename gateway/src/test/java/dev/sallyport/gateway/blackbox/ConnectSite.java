// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway with integrations to connect, the providers that try what is entered or ask their users, and a browser on it. */
final class ConnectSite implements AutoCloseable {

    static final String TOKEN = "desk-token";

    private final Gateway gateway;
    private final RawUpstream provider;
    private final ConsentingProvider beacon;
    private final RawUpstream beaconUpstream;
    private final Browser browser;

    private ConnectSite(Gateway gateway, RawUpstream provider, ConsentingProvider beacon, RawUpstream beaconUpstream) {
        this.gateway = gateway;
        this.provider = provider;
        this.beacon = beacon;
        this.beaconUpstream = beaconUpstream;
        this.browser = new Browser("http://localhost:" + gateway.port(), "http://127.0.0.1:" + beaconUpstream.port());
    }

    static ConnectSite open() throws IOException {
        ConsentingProvider beacon = new ConsentingProvider();
        RawUpstream beaconUpstream = RawUpstream.start(beacon);
        Gateway gateway = Gateway.with()
                .env(
                        "SALLYPORT_ENVIRONMENTS_DEV_WEBHOOKS_PRIMARY_URL",
                        "http://127.0.0.1:" + beaconUpstream.port() + "/hook")
                .env("SALLYPORT_REDIS_BACKGROUND_TIMEOUT", "10s") // a busy machine is not what these tests are about
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .start();
        RawUpstream provider = RawUpstream.start((request, wire) -> {
            String basic =
                    Base64.getEncoder().encodeToString(("ann@example.com:" + TOKEN).getBytes(StandardCharsets.UTF_8));
            boolean known = request.headers("authorization").contains("Basic " + basic);
            wire.send(known ? RawUpstream.ok("{}") : "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        });
        gateway.integrate("bb-desk", "desk", "{}", "");
        gateway.integrate(
                "bb-signin",
                "lantern",
                "{}",
                ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"i\",\"client_secret\":\"s\"}");
        String client = ",\"credentials\":" + ConsentingProvider.CLIENT;
        gateway.integrate("bb-consent", "beacon", "{}", client);
        gateway.integrate("bb-consent", "lighthouse", "{}", ",\"display_name\":\"Lighthouse\"" + client);
        gateway.integrate("bb-none", "open", "{}", ",\"display_name\":\"Open weather data\"");
        return new ConnectSite(gateway, provider, beacon, beaconUpstream);
    }

    Gateway gateway() {
        return gateway;
    }

    Browser browser() {
        return browser;
    }

    RawUpstream provider() {
        return provider;
    }

    ConsentingProvider beacon() {
        return beacon;
    }

    RawUpstream beaconUpstream() {
        return beaconUpstream;
    }

    /** Where connections to it find it. */
    String beaconConfig() {
        return "{\"port\":\"" + beaconUpstream.port() + "\"}";
    }

    /** A link for these integrations, quoted and separated by commas. */
    String link(String integrations) throws IOException {
        return opened(
                "/connect/sessions",
                "{\"end_user\":{\"id\":\"ann\"},\"allowed_integrations\":[" + integrations + "]," + defaults() + "}");
    }

    String reconnectLink(String integration, String connection) throws IOException {
        return opened(
                "/connect/sessions/reconnect",
                "{\"connection_id\":\"%s\",\"integration_id\":\"%s\",%s}"
                        .formatted(connection, integration, defaults()));
    }

    /** The connection made last. */
    JsonNode newest() throws IOException {
        return json(gateway.control("GET", "/connections", ""))
                .get("connections")
                .get(0);
    }

    /** With its credentials. */
    JsonNode connection(String id) throws IOException {
        return json(gateway.control("GET", "/connections/" + id + "?provider_config_key=desk", ""));
    }

    static JsonNode json(RawResponse response) {
        assertThat(response.status()).as(response.text()).isIn(200, 201);
        return JsonMapper.shared().readTree(response.text());
    }

    private String defaults() {
        return "\"integrations_config_defaults\":{\"desk\":{\"connection_config\":{\"port\":\"%s\"}},"
                        .formatted(provider.port())
                + "\"beacon\":{\"connection_config\":%1$s},\"lighthouse\":{\"connection_config\":%1$s}}"
                        .formatted(beaconConfig());
    }

    private String opened(String path, String body) throws IOException {
        return json(gateway.control("POST", path, body))
                .get("data")
                .get("connect_link")
                .asString();
    }

    @Override
    public void close() throws IOException {
        browser.close();
        provider.close();
        gateway.close();
        beaconUpstream.close();
        assertThat(gateway.log()).doesNotContain("internal_error").doesNotContain("nango_connect_session_");
    }
}
