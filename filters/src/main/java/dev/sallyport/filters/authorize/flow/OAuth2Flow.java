// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_REFUSED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNSUPPORTED_PROVIDER;

import dev.sallyport.filters.catalog.AnswerFacts;
import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.AuthorizationCodeGrant.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** OAuth 2.0's authorization code grant (RFC 6749 §4.1) with proof of possession of the code (RFC 7636). */
public final class OAuth2Flow implements AuthorizationFlow {

    private static final String VERIFIER = "code_verifier";

    /** What holds the flow together; whoever makes a session may not take it apart. */
    private static final Set<String> OURS =
            Set.of("client_id", "redirect_uri", "state", "response_type", "code_challenge", "code_challenge_method");

    private final AuthorizationTargets targets;
    private final AuthorizationCodeGrant grant;
    private final RandomGenerator random;

    /**
     * @param random secure, and does not block
     */
    public OAuth2Flow(AuthorizationTargets targets, AuthorizationCodeGrant grant, RandomGenerator random) {
        this.targets = targets;
        this.grant = grant;
        this.random = random;
    }

    @Override
    public boolean serves(AuthMode mode) {
        return mode == AuthMode.OAUTH2;
    }

    @Override
    public Mono<Departure> depart(Subject subject, Terms terms) {
        return Mono.fromSupplier(() -> {
            String verifier = subject.provider().authorization().pkce() ? Pkce.verifier(random) : null;
            SecretMap carried = verifier == null ? SecretMap.EMPTY : SecretMap.of(Map.of(VERIFIER, verifier));
            return new Departure(location(subject, terms, verifier), carried, Map.of());
        });
    }

    private String location(Subject subject, Terms terms, @Nullable String verifier) {
        AuthorizationRules rules = subject.provider().authorization();
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        AuthorizationUrl url = new AuthorizationUrl(targets.pageOf(subject), rules)
                .with("client_id", clientId(subject))
                .with("response_type", "code")
                .with("redirect_uri", terms.redirectUri());
        String scope = Scope.of(subject);
        if (!scope.isEmpty()) {
            url.with("scope", scope);
        }
        url.withAll(AuthorizationParameters.render(rules.params(), variables));
        terms.params().forEach((name, value) -> {
            if (!OURS.contains(name)) {
                url.with(name, value);
            }
        });
        url.with("state", terms.state());
        if (verifier != null) {
            url.with("code_challenge", Pkce.challenge(verifier)).with("code_challenge_method", Pkce.METHOD);
        }
        return url.build();
    }

    @Override
    public Mono<Arrival> arrive(Subject subject, WayBack back) {
        return Mono.defer(() -> {
            Provider provider = subject.provider();
            AuthorizationException refusal = ProviderWords.refusal(provider.displayName(), back.query());
            if (refusal != null) {
                return Mono.error(refusal);
            }
            Map<String, Object> facts = AccountFacts.ofReturn(provider, back.query());
            Subject known = AccountFacts.applied(subject, facts);
            targets.requireBound(known, facts.keySet());
            return grant.redeem(known, code(provider, back)).map(outcome -> arrival(provider, facts, outcome));
        });
    }

    private static Code code(Provider provider, WayBack back) {
        String parameter = provider.authorization().codeParameter();
        String code = back.query().value(parameter);
        if (code == null) {
            throw new AuthorizationException(
                    PROVIDER_REFUSED,
                    provider.displayName() + " sent no code (expected: parameter " + parameter + ").");
        }
        String verifier = back.carried().reveal().get(VERIFIER) instanceof String text ? text : null;
        return new Code(SecretText.of(code), back.redirectUri(), SecretText.ofNullable(verifier));
    }

    private static Arrival arrival(Provider provider, Map<String, Object> facts, TokenOutcome outcome) {
        if (outcome instanceof TokenOutcome.Granted(OAuth2Credential credential)) {
            Map<String, Object> all = new LinkedHashMap<>(facts);
            all.putAll(AnswerFacts.of(provider, credential.raw().reveal()));
            return new Arrival(credential, all);
        }
        throw ProviderWords.noToken(provider.displayName(), outcome);
    }

    private static String clientId(Subject subject) {
        String id = AuthorizationCodeGrant.clientId(subject);
        if (id.isEmpty()) {
            throw new AuthorizationException(
                    UNSUPPORTED_PROVIDER, "The integration has no client id (expected: credentials of type OAUTH2).");
        }
        return id;
    }
}
