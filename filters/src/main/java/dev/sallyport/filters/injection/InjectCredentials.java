// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.signing.RequestSigner;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Puts the credential and the provider's own parameters into the attempt's request. Runs after the target is settled and
 * bound to the provider's hosts: what a header signs is final, and a credential never meets a host it is not for.
 */
public final class InjectCredentials extends AbstractGatewayFilterFactory<Object> {

    private final HeldBodies bodies;
    private final Clock clock;

    public InjectCredentials(HeldBodies bodies, Clock clock) {
        super(Object.class);
        this.bodies = bodies;
        this.clock = clock;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::inject;
    }

    private Mono<Void> inject(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        if (!needsBody(call)) {
            call.send(injected(call, null));
            return chain.filter(exchange);
        }
        return bodies.hold(call).flatMap(body -> {
            call.send(injected(call, body));
            return chain.filter(exchange);
        });
    }

    private static boolean needsBody(ProxyCall call) {
        ProxyRules rules = call.plan().rules();
        boolean injects = !rules.body().isEmpty()
                && BodyInjection.appliesTo(call.upstreamRequest().method());
        return injects || call.plan().headers().readsBody() || signsBody(call);
    }

    private static boolean signsBody(ProxyCall call) {
        RequestSigner signer = call.plan().signing().signer();
        return signer != null && hasBody(call.callerHeaders()) && signer.readsBody(call.upstreamRequest());
    }

    private static boolean hasBody(HttpHeaders caller) {
        String length = caller.get(HttpHeaderNames.CONTENT_LENGTH);
        return caller.contains(HttpHeaderNames.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private UpstreamRequest injected(ProxyCall call, byte @Nullable [] heldBody) {
        ConnectionPlan plan = call.plan();
        UpstreamRequest request = call.upstreamRequest();
        if (!plan.rules().query().isEmpty()) {
            request = request.withTarget(
                    QueryInjection.apply(request.target(), plan.rules().query(), plan.variables()));
        }
        if (heldBody != null) {
            request = withBody(request, heldBody, plan);
        }
        Variables variables = new RequestVariables(
                request, call.target().whole(), plan.variables(), clock, ThreadLocalRandom.current());
        boolean mayOverride = plan.integration().gateway().allowCredentialOverride();
        boolean signs = plan.headers().applyTo(request.headers(), mayOverride, variables);
        return signs ? request.signedBy(plan.signing().signer()) : request;
    }

    private static UpstreamRequest withBody(UpstreamRequest request, byte[] heldBody, ConnectionPlan plan) {
        if (plan.rules().body().isEmpty() || !BodyInjection.appliesTo(request.method())) {
            return request.withBody(heldBody);
        }
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
        BodyInjection.Merged merged =
                BodyInjection.apply(heldBody, type, plan.rules().body(), plan.variables());
        if (merged.contentType() != null) {
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, merged.contentType());
        }
        return request.withBody(merged.body());
    }
}
