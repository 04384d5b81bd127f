// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenRules.BodyFormat;
import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenEndpoint;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.token.TokenAnswer.Tokens;
import dev.sallyport.filters.token.TokenCall.Meaning;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** OAuth 2.0's client credentials grant (RFC 6749 §4.4): the connection's own client asks for itself. */
final class ClientCredentialsGrant implements TokenEndpoint {

    /** The client is the connection's, so one that is refused is a broken connection. */
    private static final Set<String> FINAL =
            Set.of("invalid_client", "unauthorized_client", "invalid_grant", "access_denied");

    private static final List<String> PATHS = List.of("access_token", "data.token", "jwt");

    private final TokenExchange exchange;
    private final ClientProof proof;

    ClientCredentialsGrant(TokenExchange exchange, ClientProof proof) {
        this.exchange = exchange;
        this.proof = proof;
    }

    @Override
    public boolean renews(Credential credential) {
        return credential instanceof ClientCredential;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend) {
        TokenRules rules = subject.provider().tokens();
        Template url = rules.tokenUrl();
        if (url == null || !(subject.connection().credential() instanceof ClientCredential credential)) {
            return Mono.just(new TokenOutcome.Failing("no_token_url", null));
        }
        if (rules.asksForCertificate() && credential.identity() == null) {
            return Mono.just(new TokenOutcome.Failing("client_certificate_missing", null));
        }
        return ClientProof.call(rules.clientAuthentication(), () -> call(subject, url, credential))
                .flatMap(call -> exchange.send(subject.integration(), call, meaning(rules, credential), mayStillSend))
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.refusal()));
    }

    private static Meaning meaning(TokenRules rules, ClientCredential credential) {
        TokenAnswerReader reader = new TokenAnswerReader(PATHS, FINAL, rules);
        return (answer, asked) -> reader.read(answer, asked).toOutcome(tokens -> toCredential(tokens, credential));
    }

    private TokenCall call(Subject subject, Template url, ClientCredential credential) {
        TokenRules rules = subject.provider().tokens();
        ConnectionVariables variables = new ConnectionVariables(subject.integration(), subject.connection());
        HttpHeaders headers = TokenCall.noHeaders();
        Map<String, Object> parameters = parameters(rules, subject.connection(), variables);
        ClientPair pair = new ClientPair(
                credential.clientId().reveal(), credential.clientSecret().reveal());
        ClientProof.Client client = new ClientProof.Client(pair, credential.privateKey(), credential.certificate());
        proof.addTo(parameters, headers, rules.clientAuthentication(), client, url, variables);
        ClientIdentity identity = rules.asksForCertificate() ? credential.identity() : null;
        return TokenCall.of(rules.stepTo(url), variables, parameters, headers).shownBy(identity);
    }

    private static Map<String, Object> parameters(
            TokenRules rules, Connection connection, ConnectionVariables variables) {
        Map<String, Object> parameters = TokenParameters.render(rules.tokenParams(), variables);
        Map<String, Object> config = connection.connectionConfig();
        // Providers that say nothing at all mean the standard; those that take JSON or another pair have ways of their
        // own.
        if (rules.tokenParams().isEmpty()
                && rules.bodyFormat() == BodyFormat.FORM
                && rules.clientAuthentication() != ClientAuthentication.CUSTOM) {
            parameters.put("grant_type", "client_credentials");
        }
        if (config.get("oauth_scopes") instanceof String scopes && !scopes.isBlank()) {
            parameters.put("scope", scopes.replace(",", rules.scopeSeparator()));
        }
        if (config.get("authorization_params") instanceof Map<?, ?> own) {
            own.forEach((name, value) -> {
                if (value instanceof String text) {
                    parameters.put((String) name, text);
                }
            });
        }
        return parameters;
    }

    private static ClientCredential toCredential(Tokens tokens, ClientCredential before) {
        return new ClientCredential(
                tokens.accessToken(),
                before.clientId(),
                before.clientSecret(),
                before.certificate(),
                before.privateKey(),
                tokens.expiresAt(),
                tokens.raw());
    }
}
