// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.demo;

import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import reactor.core.publisher.Mono;

/** Stores an integration and a connection that lead to the echo upstream, and prints a request that uses them. */
final class DemoSeed {

    /** An environment of its own, so that nothing of it shows among a developer's integrations. */
    static final String ENVIRONMENT = "demo";

    private static final String INTEGRATION = "echo";
    private static final String CONNECTION = "alice";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(DemoSeed.class);

    private final IntegrationStore integrations;
    private final ConnectionStore connections;
    private final InetSocketAddress upstream;
    private final SecretText callerKey;
    private final SecretText credential;
    private final Clock clock;

    DemoSeed(
            IntegrationStore integrations,
            ConnectionStore connections,
            InetSocketAddress upstream,
            SecretText callerKey,
            SecretText credential,
            Clock clock) {
        this.integrations = integrations;
        this.connections = connections;
        this.upstream = upstream;
        this.callerKey = callerKey;
        this.credential = credential;
        this.clock = clock;
    }

    /** The last lines of the start. Blocks the starting thread only. */
    @EventListener
    public void announce(ApplicationReadyEvent ready) {
        seed().block(TIMEOUT);
        print(ready.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port"));
    }

    private Mono<Connection> seed() {
        Instant now = clock.instant();
        return integrations
                .delete(ENVIRONMENT, INTEGRATION)
                .then(integrations.create(integration(now)))
                .then(connections.save(connection(now)));
    }

    private Integration integration(Instant now) {
        String baseUrl = "http://" + upstream.getHostString() + ":" + upstream.getPort();
        GatewayOptions defaults = GatewayOptions.DEFAULTS;
        GatewayOptions plainHttp = new GatewayOptions(
                List.of(),
                true,
                defaults.allowCredentialOverride(),
                defaults.retries(),
                defaults.maxWait(),
                defaults.forwardTraceContext(),
                defaults.forwardSetCookie());
        return new Integration(
                ENVIRONMENT,
                INTEGRATION,
                "private-api-generic",
                "Echo",
                null,
                false,
                Map.of(),
                Map.of("baseUrl", baseUrl, "keyName", EchoUpstream.CREDENTIAL_HEADER),
                plainHttp,
                0,
                now,
                now);
    }

    private Connection connection(Instant now) {
        return new Connection(
                0,
                new ConnectionKey(ENVIRONMENT, INTEGRATION, CONNECTION),
                "private-api-generic",
                new ApiKeyCredential(credential),
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                null,
                0,
                now,
                now);
    }

    /** Prints the caller's key on purpose: it lives as long as this process, and opens nothing but the echo and records of its calls. */
    private void print(String port) {
        log.info(
                "Demo: the echo upstream gets a credential whose SHA-256 is {}",
                KeyHash.of(credential.reveal()).hex());
        log.info(
                "Try it:\n\n  curl -s 'http://localhost:{}/proxy/hello?from=me' -H 'Authorization: Bearer {}'"
                        + " -H 'Provider-Config-Key: {}' -H 'Connection-Id: {}'\n",
                port,
                callerKey.reveal(),
                INTEGRATION,
                CONNECTION);
    }
}
