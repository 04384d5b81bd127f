// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Template;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** OAuth 2.0's refresh token grant (RFC 6749 §6). */
public final class RefreshTokenGrant implements TokenEndpoint {

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

    private final TokenExchange exchange;

    public RefreshTokenGrant(TokenExchange exchange) {
        this.exchange = exchange;
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
        TokenRules rules = subject.provider().tokens();
        Template url = rules.refreshUrl() == null ? rules.tokenUrl() : rules.refreshUrl();
        if (url == null || !(subject.connection().credential() instanceof OAuth2Credential credential)) {
            return Mono.just(new TokenOutcome.Failing("no_token_url", null));
        }
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        return Mono.fromSupplier(() -> call(subject, url, credential, variables))
                .flatMap(call -> exchange.send(subject, call, variables, mayStillSend));
    }

    private static TokenCall call(
            Subject subject, Template url, OAuth2Credential credential, ConnectionVariables variables) {
        SecretText refreshToken = Objects.requireNonNull(credential.refreshToken(), "renewable");
        TokenRules rules = subject.provider().tokens();
        Map<String, Object> templates = rules.refreshParams() == null ? rules.tokenParams() : rules.refreshParams();
        Map<String, Object> parameters = TokenParameters.render(templates, variables);
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        clientOf(subject.integration(), credential.configOverride())
                .addTo(parameters, headers, rules.clientAuthentication());
        // Last: where refreshes have no parameters of their own, those of the first grant stand in.
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", refreshToken.reveal());
        return new TokenCall(url, parameters, headers, reader(rules), tokens -> toCredential(tokens, credential));
    }

    static TokenAnswerReader reader(TokenRules rules) {
        List<String> paths = new ArrayList<>(List.of("access_token"));
        if (rules.accessTokenPath() != null) {
            paths.add(rules.accessTokenPath());
        }
        return new TokenAnswerReader(paths, FINAL, rules);
    }

    private static OAuth2Credential toCredential(TokenAnswer.Tokens tokens, OAuth2Credential before) {
        SecretText refreshToken = tokens.refreshToken() == null ? before.refreshToken() : tokens.refreshToken();
        return new OAuth2Credential(
                tokens.accessToken(), refreshToken, tokens.expiresAt(), tokens.raw(), before.configOverride());
    }

    /** The connection's own client where it has one, else the integration's. */
    static ClientPair clientOf(Integration integration, SecretMap override) {
        Map<String, Object> own = override.reveal();
        if (own.get("client_id") instanceof String id && !id.isEmpty()) {
            return new ClientPair(id, own.get("client_secret") instanceof String secret ? secret : "");
        }
        IntegrationCredentials shared = integration.credentials();
        return shared == null
                ? new ClientPair("", "")
                : new ClientPair(text(shared, "client_id"), text(shared, "client_secret"));
    }

    private static String text(IntegrationCredentials credentials, String field) {
        SecretText value = credentials.fields().get(field);
        return value == null ? "" : value.reveal();
    }
}
