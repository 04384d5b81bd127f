// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.ACCESS_DENIED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_REFUSED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.UNSUPPORTED_PROVIDER;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.catalog.AnswerFacts;
import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.AuthorizationRules;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.credential.OAuth1Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.PercentEncoding;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.signing.OAuth1Handshake;
import dev.sallyport.filters.signing.RequestSigner;
import dev.sallyport.filters.upstream.ShortAnswer;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import dev.sallyport.filters.upstream.ShortExchange;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * OAuth 1.0a with three legs (RFC 5849 §2): a temporary token, the user's consent, the token. The protocol has no state, so ours
 * travels in the callback address.
 */
public final class OAuth1Flow implements AuthorizationFlow {

    private static final String TOKEN = "oauth_token";
    private static final String SECRET = "oauth_token_secret";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final AuthorizationTargets targets;
    private final OAuth1Handshake handshake;
    private final ShortExchange exchange;

    public OAuth1Flow(AuthorizationTargets targets, OAuth1Handshake handshake, ShortExchange exchange) {
        this.targets = targets;
        this.handshake = handshake;
        this.exchange = exchange;
    }

    @Override
    public boolean serves(AuthMode mode) {
        return mode == AuthMode.OAUTH1;
    }

    @Override
    public Mono<Departure> depart(Subject subject, Terms terms) {
        return Mono.defer(() -> {
            Provider provider = subject.provider();
            AuthorizationRules rules = provider.authorization();
            CatalogTarget page = targets.pageOf(subject);
            CatalogTarget endpoint = targets.targetOf(subject, rules.requestUrl(), "request_url");
            String callback = terms.redirectUri() + "?state=" + terms.state();
            RequestSigner signer = signer(() -> handshake.forTemporaryToken(provider, subject.integration(), callback));
            return ask(subject, endpoint, form(subject, rules), signer, "did not give a temporary token")
                    .map(token -> departure(subject, page, terms, token));
        });
    }

    private static Departure departure(Subject subject, CatalogTarget page, Terms terms, OAuth1Token token) {
        AuthorizationRules rules = subject.provider().authorization();
        AuthorizationUrl url =
                new AuthorizationUrl(page, rules).with(TOKEN, token.token().reveal());
        String scope = Scope.of(subject);
        if (!scope.isEmpty()) {
            url.with("scope", scope);
        }
        url.withAll(AuthorizationParameters.render(
                rules.params(), new ConnectionVariables(subject.integration(), subject.connection())));
        terms.params().forEach((name, value) -> {
            if (!name.startsWith("oauth_")) {
                url.with(name, value);
            }
        });
        SecretMap carried = SecretMap.of(
                Map.of(TOKEN, token.token().reveal(), SECRET, token.secret().reveal()));
        return new Departure(url.build(), carried, Map.of());
    }

    @Override
    public Mono<Arrival> arrive(Subject subject, WayBack back) {
        return Mono.defer(() -> {
            Provider provider = subject.provider();
            String verifier = verifier(provider.displayName(), back);
            CatalogTarget endpoint = targets.targetOf(subject, provider.tokens().tokenUrl(), "token_url");
            RequestSigner signer = signer(() -> handshake.forToken(
                    provider,
                    subject.integration(),
                    SecretText.of(carried(back, TOKEN)),
                    SecretText.of(carried(back, SECRET)),
                    verifier));
            return ask(subject, endpoint, null, signer, "did not give a token").map(token -> arrival(provider, token));
        });
    }

    private static String verifier(String provider, WayBack back) {
        CallbackQuery query = back.query();
        if (query.value("denied") != null || "user_refused".equals(query.value("oauth_problem"))) {
            throw new AuthorizationException(ACCESS_DENIED, "Access was not granted at " + provider + ".");
        }
        AuthorizationException refusal = ProviderWords.refusal(provider, query);
        if (refusal != null) {
            throw refusal;
        }
        SecretText returned = SecretText.ofNullable(query.value(TOKEN));
        if (returned == null || !returned.equals(SecretText.of(carried(back, TOKEN)))) {
            throw new AuthorizationException(
                    PROVIDER_REFUSED, provider + " sent you back with another token than the one you left with.");
        }
        String verifier = query.value("oauth_verifier");
        if (verifier == null) {
            throw new AuthorizationException(
                    PROVIDER_REFUSED,
                    provider + " sent no proof of your consent (expected: parameter oauth_verifier).");
        }
        return verifier;
    }

    private static Arrival arrival(Provider provider, OAuth1Token token) {
        return new Arrival(
                new OAuth1Credential(token.token(), token.secret(), token.raw()),
                AnswerFacts.of(provider, token.raw().reveal()));
    }

    private Mono<OAuth1Token> ask(
            Subject subject, CatalogTarget endpoint, byte @Nullable [] form, RequestSigner signer, String failure) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        headers.set(HttpHeaderNames.USER_AGENT, targets.agent());
        headers.set(HttpHeaderNames.ACCEPT, FORM);
        if (form != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, FORM);
        }
        UpstreamRequest request =
                new UpstreamRequest("POST", endpoint.origin(), endpoint.target(), headers, form).signedBy(signer);
        request.sign();
        return exchange.send(request, () -> true).map(answer -> token(subject, answer, failure));
    }

    private static OAuth1Token token(Subject subject, ShortAnswer answer, String failure) {
        OAuth1Token token = answer instanceof Answered(int status, var _, byte[] body) && status / 100 == 2
                ? OAuth1Token.read(body)
                : null;
        if (token == null) {
            throw ProviderWords.failed(PROVIDER_FAILED, subject.provider().displayName(), failure, reason(answer));
        }
        return token;
    }

    private static String reason(ShortAnswer answer) {
        return switch (answer) {
            case Answered(int status, var _, var _) -> status / 100 == 2 ? "no_token" : "status_" + status;
            case Unreadable(var _, String reason) -> reason;
            case Failed(String reason, var _) -> reason;
        };
    }

    /** In the body, since they are parameters of the request and not of the protocol. */
    private static byte @Nullable [] form(Subject subject, AuthorizationRules rules) {
        Map<String, String> parameters = AuthorizationParameters.render(
                rules.requestParams(), new ConnectionVariables(subject.integration(), subject.connection()));
        return parameters.isEmpty()
                ? null
                : parameters.entrySet().stream()
                        .map(each ->
                                PercentEncoding.encode(each.getKey()) + '=' + PercentEncoding.encode(each.getValue()))
                        .collect(Collectors.joining("&"))
                        .getBytes(UTF_8);
    }

    private static RequestSigner signer(Supplier<RequestSigner> make) {
        try {
            return make.get();
        } catch (GatewayException e) {
            throw new AuthorizationException(UNSUPPORTED_PROVIDER, e.getMessage());
        }
    }

    private static String carried(WayBack back, String name) {
        return back.carried().reveal().get(name) instanceof String text ? text : "";
    }
}
