// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.ProxyRules;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.signing.RequestSigner;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
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
        refuseUnusable(call.plan());
        if (!needsBody(call)) {
            call.send(injected(call, null));
            return chain.filter(exchange);
        }
        return bodies.hold(call).flatMap(body -> {
            call.send(injected(call, body));
            return chain.filter(exchange);
        });
    }

    /** A token past its expiry that should have been renewed; one that nobody could renew is the provider's to judge. */
    private void refuseUnusable(ConnectionPlan plan) {
        Credential credential = plan.connection().credential();
        if (!credential.isRenewable()) {
            return;
        }
        Instant expiry = credential.expiresAt();
        if (credential.isPending()) {
            throw broken(plan, "has no token yet, and none was obtained", "token_missing");
        }
        if (expiry != null && expiry.isBefore(clock.instant())) {
            throw broken(plan, "expired and was not renewed", "credential_expired")
                    .with("since", expiry.toString());
        }
    }

    private static GatewayException broken(ConnectionPlan plan, String how, String reason) {
        String connection = plan.connection().key().connectionId();
        return new GatewayException(
                        ErrorCode.CONNECTION_BROKEN, "Connection-Id: the credential of \"" + connection + "\" " + how)
                .with("reason", reason);
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
        return (signs ? request.signedBy(plan.signing().signer()) : request).shownBy(plan.identity());
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
