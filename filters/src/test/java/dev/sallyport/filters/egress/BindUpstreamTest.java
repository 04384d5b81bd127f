// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.testing.ChainServer;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class BindUpstreamTest {

    private static final EgressSettings SETTINGS =
            new EgressSettings(List.of(), false, EgressSettings.OverrideMode.BOUND, null, Set.of());
    private static final UpstreamTargets TARGETS =
            new UpstreamTargets(SETTINGS, new HostBinding(EgressSettings.OverrideMode.BOUND), "Sallyport/1");

    private final List<String> bound = new CopyOnWriteArrayList<>();
    private final ChainServer server = ChainServer.start(
            ChainServer.resolving(Samples.rules("https://api.acme.com/v1")),
            new BindUpstream(TARGETS).apply(new Object()),
            this::noteBinding,
            new RewriteBaseUrl(TARGETS).apply(new Object()),
            BindUpstreamTest::answerWithTarget);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theProvidersBaseUrlIsKnownBeforeAnyAttempt() throws IOException {
        assertThat(server.get().text()).isEqualTo("https://api.acme.com/v1/x");
        assertThat(bound).containsExactly("https://api.acme.com/v1");
    }

    @Test
    void anOverrideTakesItsPlace() throws IOException {
        assertThat(server.get("Base-Url-Override: https://eu.acme.com").text()).isEqualTo("https://eu.acme.com/x");
        assertThat(bound).containsExactly("https://eu.acme.com");
    }

    @Test
    void aForeignHostIsRefusedBeforeAnyAttempt() throws IOException {
        RawResponse refused = server.get("Base-Url-Override: https://evil.com");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("base_url_override_not_allowed");
        assertThat(bound).isEmpty();
    }

    private Mono<Void> noteBinding(ServerWebExchange exchange, GatewayFilterChain chain) {
        bound.add(ProxyCall.of(exchange).base().toString());
        return chain.filter(exchange);
    }

    private static Mono<Void> answerWithTarget(ServerWebExchange exchange, GatewayFilterChain chain) {
        var request = ProxyCall.of(exchange).upstreamRequest();
        return ChainServer.write(exchange, request.origin() + request.target());
    }
}
