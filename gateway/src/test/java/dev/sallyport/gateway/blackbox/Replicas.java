// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests three gateways on one Redis, as in production; the classes that ask for them share them. */
final class Replicas implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Replicas.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Three.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Three.class);
    }

    /** The processes. */
    static final class Three implements AutoCloseable {

        private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

        private final TestServer redis = TestServer.start("--appendonly", "yes");
        private final List<Gateway> gateways = new ArrayList<>();
        private final AtomicInteger names = new AtomicInteger();

        Three() throws IOException {
            for (int i = 0; i < 3; i++) {
                gateways.add(Gateway.with()
                        .jvm("-Xmx256m")
                        .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                        .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                        .launch());
            }
            gateways.forEach(Gateway::awaitReady);
        }

        TestServer redis() {
            return redis;
        }

        Gateway first() {
            return gateways.getFirst();
        }

        /** Stores an integration of this provider under a name of its own. */
        String integrate(String provider) throws IOException {
            String key = "i" + names.incrementAndGet();
            first().integrate(provider, key, "{}", "");
            return key;
        }

        /** The same, of a provider of OAuth 2. */
        String integrateClient(String provider) throws IOException {
            String key = "i" + names.incrementAndGet();
            first().integrate(
                            provider,
                            key,
                            "{}",
                            ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"secret\"}");
            return key;
        }

        /** The same new connection, through each of the replicas. */
        List<Route> connect(String integration, RawUpstream upstream) throws IOException {
            return connect(integration, upstream, NONE);
        }

        List<Route> connect(String integration, RawUpstream upstream, String credentials) throws IOException {
            String id = "c" + names.incrementAndGet();
            String config = "{\"port\":\"" + upstream.port() + "\"}";
            first().connect(integration, id, credentials, config);
            return gateways.stream()
                    .map(gateway -> new Route(gateway.port(), Gateway.KEY, integration, id))
                    .toList();
        }

        @Override
        public void close() {
            try (redis) {
                for (Gateway gateway : gateways) {
                    int exit = gateway.stop();
                    assertThat(gateway.log()).doesNotContain("internal_error");
                    assertThat(exit).as("exit code after SIGTERM").isZero();
                }
            }
        }
    }
}
