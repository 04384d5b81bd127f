// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one gateway that all classes share; its buffers are watched by the leak detector at its paranoid level, and
 * it must stop cleanly in the end. Each test connects upstreams of its own. Where they are tagged {@link Balanced#TAG} it is
 * a group behind a balancer that answers them.
 */
final class SharedGateway implements ParameterResolver {

    static final String API_KEY = "{\"type\":\"API_KEY\",\"apiKey\":\"the-key\"}";
    static final String NONE = "{\"type\":\"NONE\"}";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedGateway.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Running.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        return context.getTags().contains(Balanced.TAG)
                ? store.computeIfAbsent(
                        Balanced.TAG, tag -> new Running(Balanced.of(context).front(), () -> {}))
                : store.computeIfAbsent(Running.class);
    }

    static Gateway.Setup setup() {
        return Gateway.with()
                .jvm("-Dio.netty.leakDetection.level=paranoid")
                .env("SALLYPORT_UPSTREAM_HEAD_TIMEOUT", "3s")
                .env("SALLYPORT_UPSTREAM_BODY_IDLE_TIMEOUT", "3s")
                .env("SALLYPORT_MAX_HELD_BODY", "64KB")
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s"); // a busy machine is not what these tests are about
    }

    /** By SIGTERM, having lost no buffer and met no bug. */
    static void endCleanly(Gateway gateway) {
        int exit = gateway.stop();
        assertThat(gateway.log()).doesNotContain("LEAK:").doesNotContain("internal_error");
        assertThat(exit).as("exit code after SIGTERM").isZero();
    }

    /** The shared process, and connections made in it. */
    static final class Running implements AutoCloseable {

        private final Gateway gateway;
        private final Runnable end;
        private final ConcurrentHashMap<String, Boolean> integrations = new ConcurrentHashMap<>();
        private final AtomicInteger connections = new AtomicInteger();

        Running() throws IOException {
            this.gateway = setup().start();
            this.end = () -> endCleanly(gateway);
        }

        /** @param end what is to be done about it in the end */
        private Running(Gateway gateway, Runnable end) {
            this.gateway = gateway;
            this.end = end;
        }

        Gateway gateway() {
            return gateway;
        }

        /** Calls through a provider of the test catalogue to this upstream. */
        Route to(RawUpstream upstream, String provider) throws IOException {
            return to(upstream, provider, API_KEY);
        }

        Route to(RawUpstream upstream, String provider, String credentials) throws IOException {
            return to(upstream, provider, credentials, "{}");
        }

        /** @param gatewayOptions of the integration, as JSON */
        Route to(RawUpstream upstream, String provider, String credentials, String gatewayOptions) throws IOException {
            return connect(provider, credentials, gatewayOptions, "{\"port\":\"" + upstream.port() + "\"}");
        }

        Route connect(String provider, String credentials, String gatewayOptions, String connectionConfig)
                throws IOException {
            String key = provider + "." + Integer.toHexString(gatewayOptions.hashCode());
            if (integrations.putIfAbsent(key, true) == null) {
                gateway.integrate(provider, key, gatewayOptions, applicationOf(provider));
            }
            return gateway.connect(key, "c" + connections.incrementAndGet(), credentials, connectionConfig);
        }

        /** The application's own credentials, where providers of the mode want some. */
        private static String applicationOf(String provider) {
            String client = ",\"credentials\":{\"type\":\"%s\",\"client_id\":\"id\",\"client_secret\":\"secret\"}";
            return switch (provider) {
                case "bb-oauth2", "bb-rotating", "bb-moving" -> client.formatted("OAUTH2");
                case "bb-oauth1", "bb-oauth1-sha256", "bb-oauth1-plain" -> client.formatted("OAUTH1");
                case "bb-tba" -> client.formatted("TBA");
                case "bb-app" ->
                    ",\"credentials\":{\"type\":\"APP\",\"app_id\":\"1\",\"app_link\":\"l\","
                            + "\"private_key\":\"-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----\"}";
                default -> "";
            };
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
