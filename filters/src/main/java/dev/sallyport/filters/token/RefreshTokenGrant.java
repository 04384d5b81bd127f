// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import dev.sallyport.filters.token.TokenCall.Meaning;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** OAuth 2.0's refresh token grant (RFC 6749 §6). */
final class RefreshTokenGrant implements TokenEndpoint {

    /**
     * What providers say when a refresh token will never work again. A client that is refused is not among them: that is the
     * integration's fault, and put right without anybody authorizing anew.
     */
    private static final Set<String> FINAL = Set.of(
            "invalid_grant",
            "invalid_refresh_token",
            "bad_refresh_token",
            "invalid_token",
            "expired_token",
            "token_expired",
            "token_revoked",
            "invalid_code",
            "account_inactive",
            "interaction_required",
            "consent_required",
            "login_required");

    /** The same, besides, where the client was registered for this one connection: a new one is for a new authorization. */
    private static final Set<String> FINAL_OF_CLIENT = Set.of("invalid_client", "unauthorized_client");

    private static final String ENDPOINT = "token_endpoint";
    private static final Template REGISTERED_URL = Template.compile("${" + ENDPOINT + "}");

    private final TokenExchange exchange;
    private final ClientProof proof;

    RefreshTokenGrant(TokenExchange exchange, ClientProof proof) {
        this.exchange = exchange;
        this.proof = proof;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof OAuth2Credential && credential.isRenewable();
    }

    /** Whether a provider's refresh tokens are used once shows only when it is too late. */
    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        Template url = url(subject);
        if (url == null || !(subject.connection().credential() instanceof OAuth2Credential credential)) {
            return Mono.just(new TokenOutcome.Failing("no_token_url", null));
        }
        OAuthClient client =
                OAuthClient.of(subject.integration(), subject.provider(), subject.connection(), credential);
        return ClientProof.call(client.method(), () -> call(subject, url, credential, client))
                .flatMap(call -> exchange.send(
                        subject.integration(),
                        call,
                        meaning(subject.provider().tokens(), credential, client),
                        mayStillSend))
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.failure()));
    }

    private static @Nullable Template url(Subject subject) {
        if (isRegistered(subject)) {
            return Registration.of(subject.connection()).tokenEndpoint() == null ? null : REGISTERED_URL;
        }
        TokenRules rules = subject.provider().tokens();
        return rules.refreshUrl() == null ? rules.tokenUrl() : rules.refreshUrl();
    }

    /** Whether the token endpoint was found out when the connection was authorized. */
    private static boolean isRegistered(Subject subject) {
        return subject.provider().authMode() == AuthMode.MCP_OAUTH2_GENERIC;
    }

    private TokenCall call(Subject subject, Template url, OAuth2Credential credential, OAuthClient client) {
        SecretText refreshToken = Objects.requireNonNull(credential.refreshToken(), "renewable");
        TokenRules rules = subject.provider().tokens();
        Variables variables = variables(subject);
        Map<String, Object> templates = rules.refreshParams() == null ? rules.tokenParams() : rules.refreshParams();
        Map<String, Object> parameters = TokenParameters.render(templates, variables);
        HttpHeaders headers = TokenCall.noHeaders();
        ClientProof.Client proven = new ClientProof.Client(client.pair(), null, null);
        proof.addTo(parameters, headers, client.method(), proven, url, variables);
        // Last: where refreshes have no parameters of their own, those of the first grant stand in.
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", refreshToken.reveal());
        String resource = OAuthClient.isOfMcp(subject.provider())
                ? Registration.of(subject.connection()).resource()
                : null;
        if (resource != null) {
            parameters.put("resource", resource);
        }
        return TokenCall.of(rules.stepTo(url), variables, parameters, headers);
    }

    private static Variables variables(Subject subject) {
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        if (!isRegistered(subject)) {
            return variables;
        }
        String endpoint = Registration.of(subject.connection()).tokenEndpoint();
        return name -> name.equals(ENDPOINT) ? endpoint : variables.lookup(name);
    }

    private static Meaning meaning(TokenRules rules, OAuth2Credential credential, OAuthClient client) {
        TokenAnswerReader reader = reader(rules, client.isOwn());
        return (answer, asked) -> reader.read(answer, asked).toOutcome(tokens -> toCredential(tokens, credential));
    }

    /**
     * Of the answers to every grant that gives access tokens.
     *
     * @param ownClient whether the client is the connection's alone
     */
    static TokenAnswerReader reader(TokenRules rules, boolean ownClient) {
        List<String> paths = new ArrayList<>(List.of("access_token"));
        if (rules.accessTokenPath() != null) {
            paths.add(rules.accessTokenPath());
        }
        Set<String> finalErrors = new HashSet<>(FINAL);
        if (ownClient) {
            finalErrors.addAll(FINAL_OF_CLIENT);
        }
        return new TokenAnswerReader(paths, finalErrors, rules);
    }

    private static OAuth2Credential toCredential(TokenAnswer.Tokens tokens, OAuth2Credential before) {
        SecretText refreshToken = tokens.refreshToken() == null ? before.refreshToken() : tokens.refreshToken();
        return new OAuth2Credential(
                tokens.accessToken(), refreshToken, tokens.expiresAt(), tokens.raw(), before.configOverride());
    }
}
