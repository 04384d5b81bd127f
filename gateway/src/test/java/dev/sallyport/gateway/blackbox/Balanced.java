// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.redis.embedded.TestCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests three gateways behind a balancer, on a Redis Cluster of three primaries and three replicas; the classes that ask
 * for them share them. Those tagged {@link #TAG} get them wherever they would have got the {@link SharedGateway}.
 */
final class Balanced implements ParameterResolver {

    static final String TAG = "balanced";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Balanced.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Group.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }

    static Group of(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Group.class);
    }

    /** The processes. */
    static final class Group implements AutoCloseable {

        static final int SIZE = 3;

        private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

        /** As long as it takes a cluster to tell everybody that a pod leaves, here. */
        private static final Duration UNTIL_OUT_OF_THE_ENDPOINTS = Duration.ofSeconds(1);

        private static final Duration PRE_STOP = Duration.ofSeconds(2);

        private final TestCluster redis = TestCluster.start(3, 1);
        private final List<Gateway> gateways = new ArrayList<>();
        private final Balancer balancer;

        Group() throws IOException {
            for (int i = 0; i < SIZE; i++) {
                gateways.add(setup().launch());
            }
            gateways.forEach(Gateway::awaitReady);
            this.balancer = Balancer.start(gateways);
        }

        TestCluster redis() {
            return redis;
        }

        /** The group as if it were one gateway, by the balancer's address. */
        Gateway front() {
            return gateways.getFirst().at(balancer.port());
        }

        /** Lets each of them know what a call through this connection needs. */
        void warm(Route route) throws IOException {
            for (Gateway gateway : gateways) {
                Route direct = new Route(gateway.port(), route.key(), route.integration(), route.connection());
                assertThat(direct.get("/").status()).isEqualTo(200);
            }
        }

        /**
         * Ends one and starts another in its place, as Kubernetes does: preStop waits while the others hear of it, then
         * comes SIGTERM, and the next is given calls once it is ready. Answers how long the end took from SIGTERM.
         */
        Duration restart(int index) throws IOException {
            Gateway leaving = gateways.remove(index);
            LockSupport.parkNanos(UNTIL_OUT_OF_THE_ENDPOINTS.toNanos());
            balancer.shareOutTo(gateways);
            LockSupport.parkNanos(PRE_STOP.minus(UNTIL_OUT_OF_THE_ENDPOINTS).toNanos());
            long signalled = System.nanoTime();
            SharedGateway.endCleanly(leaving);
            Duration end = Duration.ofNanos(System.nanoTime() - signalled);
            gateways.add(index, setup().start());
            balancer.shareOutTo(gateways);
            return end;
        }

        @Override
        public void close() {
            try (redis;
                    balancer) {
                gateways.forEach(SharedGateway::endCleanly);
            }
        }

        private Gateway.Setup setup() {
            return SharedGateway.setup()
                    .jvm("-Xmx256m")
                    .env("SALLYPORT_UPSTREAM_HEAD_TIMEOUT", "8s") // more than the slow calls of these tests take
                    .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                    .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY);
        }
    }
}
