// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ConnectionPlans;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.NamedTemplate;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.Verification;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.egress.UpstreamTargets;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.upstream.UpstreamProbe;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tries a credential by the provider's verification calls (reference §3.10), built as a proxied call would be: same base
 * URL, same injection, same egress policy.
 */
public final class ProviderVerification implements CredentialVerifier {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConnectionPlans plans;
    private final UpstreamTargets targets;
    private final UpstreamProbe probe;
    private final Clock clock;

    public ProviderVerification(ConnectionPlans plans, UpstreamTargets targets, UpstreamProbe probe, Clock clock) {
        this.plans = plans;
        this.targets = targets;
        this.probe = probe;
        this.clock = clock;
    }

    @Override
    public Mono<VerificationOutcome> verify(Integration integration, Provider provider, Connection candidate) {
        return Mono.defer(() -> {
                    ConnectionPlan plan = plans.make(integration, candidate);
                    Verification rules = Objects.requireNonNull(plan.rules().verification(), "provider verifies");
                    return attemptAll(plan, rules);
                })
                .onErrorResume(
                        GatewayException.class,
                        error -> Mono.just(new VerificationOutcome.Refused(error.getMessage())));
    }

    private Mono<VerificationOutcome> attemptAll(ConnectionPlan plan, Verification rules) {
        return Flux.fromIterable(rules.endpoints())
                .concatMap(endpoint -> attempt(plan, rules, endpoint))
                .takeUntil(VerificationOutcome.Passed.class::isInstance)
                .last(new VerificationOutcome.Refused("the provider names no verification call"));
    }

    private Mono<VerificationOutcome> attempt(ConnectionPlan plan, Verification rules, Template endpoint) {
        return Mono.fromSupplier(() -> request(plan, rules, endpoint))
                .flatMap(probe::statusOf)
                .map(status -> status / 100 == 2
                        ? new VerificationOutcome.Passed()
                        : new VerificationOutcome.Refused("the provider answered with status " + status));
    }

    private UpstreamRequest request(ConnectionPlan plan, Verification rules, Template endpoint) {
        String path = String.valueOf(endpoint.render(plan.variables()));
        Template base = rules.baseUrlOverride();
        String override = base == null ? null : base.render(plan.variables());
        UpstreamRequest request = targets.requestOf(plan, rules.method(), override, path, headers(plan, rules));
        String target = QueryInjection.apply(request.target(), plan.rules().query(), plan.variables());
        UpstreamRequest complete = withData(request.withTarget(target), rules.data());
        Variables variables =
                new RequestVariables(complete, path, plan.variables(), clock, ThreadLocalRandom.current());
        boolean signs = plan.headers().applyTo(complete.headers(), false, variables);
        return (signs ? complete.signedBy(plan.signing().signer()) : complete).shownBy(plan.identity());
    }

    private static HttpHeaders headers(ConnectionPlan plan, Verification rules) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (NamedTemplate header : rules.headers()) {
            String value = header.value().render(plan.variables());
            if (value != null) {
                headers.set(header.name(), value);
            }
        }
        return headers;
    }

    private static UpstreamRequest withData(UpstreamRequest request, @Nullable Object data) {
        if (data == null) {
            return request;
        }
        return request.withBody(data instanceof String text ? text.getBytes(UTF_8) : JSON.writeValueAsBytes(data));
    }
}
