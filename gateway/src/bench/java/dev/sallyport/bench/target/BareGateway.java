// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** What one gets from the Spring Cloud Gateway starter: one route to the upstream, nothing added. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareGateway {

    private static final String GATEWAY = "spring.cloud.gateway.server.webflux.";

    public static void main(String[] args) {
        new SpringApplicationBuilder(BareGateway.class)
                .properties(Map.of(
                        // Not the gateway's application.yml, which may be on the class path.
                        "spring.config.name",
                        "bare-gateway",
                        "server.address",
                        "127.0.0.1",
                        "server.port",
                        args[0],
                        GATEWAY + "routes[0].id",
                        "upstream",
                        GATEWAY + "routes[0].uri",
                        args[1],
                        GATEWAY + "routes[0].predicates[0]",
                        "Path=/**",
                        GATEWAY + "httpclient.pool.type",
                        "FIXED",
                        GATEWAY + "httpclient.pool.max-connections",
                        args[2]))
                .run();
    }
}
