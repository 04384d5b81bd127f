// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.catalog.TokenRules;
import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.template.Template;
import dev.sallyport.filters.template.Variables;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** OAuth 2.0's authorization code grant (RFC 6749 §4.1.3): a code becomes tokens, once. */
public final class AuthorizationCodeGrant {

    private static final String ENDPOINT = "token_endpoint";
    private static final Template REGISTERED_URL = Template.compile("${" + ENDPOINT + "}");

    private final TokenExchange exchange;

    public AuthorizationCodeGrant(TokenExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * What a browser brought back.
     *
     * @param redirectUri where it was sent
     * @param verifier of the challenge it took along (RFC 7636 §4.5); null when it took none
     */
    public record Code(
            SecretText value, String redirectUri, @Nullable SecretText verifier) {}

    /**
     * A client that was registered for one connection, and where it redeems its codes.
     *
     * @param endpoint null for the provider's token URL
     * @param secret null for a public client
     * @param isBasic whether it proves itself by HTTP Basic instead of parameters
     * @param resource the only one that its tokens are for (RFC 8707); null for whatever the provider decides
     */
    public record Registered(
            @Nullable String endpoint,
            String id,
            @Nullable SecretText secret,
            boolean isBasic,
            @Nullable String resource) {}

    /** The client that a connection is authorized for: its own, else the integration's; empty when there is none. */
    public static String clientId(Subject subject) {
        return RefreshTokenGrant.clientOf(subject.integration(), ownClient(subject))
                .id();
    }

    /** Asks once. Never empty; {@link TokenOutcome.Granted} holds an {@link OAuth2Credential}. */
    public Mono<TokenOutcome> redeem(Subject subject, Code code) {
        return redeem(subject, code, null);
    }

    /** The same by a client of the connection's own. */
    public Mono<TokenOutcome> redeem(Subject subject, Code code, @Nullable Registered client) {
        String endpoint = client == null ? null : client.endpoint();
        Template url = endpoint == null ? subject.provider().tokens().tokenUrl() : REGISTERED_URL;
        if (url == null) {
            return Mono.just(new TokenOutcome.Failing("no_token_url", null));
        }
        ConnectionVariables ofConnection = new ConnectionVariables(subject.integration(), subject.connection());
        Variables variables = name -> name.equals(ENDPOINT) ? endpoint : ofConnection.lookup(name);
        return Mono.fromSupplier(() -> call(subject, url, code, client, variables))
                .flatMap(call -> exchange.send(subject, call, variables, () -> true));
    }

    private static TokenCall call(
            Subject subject, Template url, Code code, @Nullable Registered client, Variables variables) {
        TokenRules rules = subject.provider().tokens();
        SecretMap own = ownClient(subject);
        Map<String, Object> parameters = TokenParameters.render(rules.tokenParams(), variables);
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        if (client == null) {
            RefreshTokenGrant.clientOf(subject.integration(), own)
                    .addTo(parameters, headers, rules.clientAuthentication());
        } else {
            new ClientPair(
                            client.id(),
                            client.secret() == null ? "" : client.secret().reveal())
                    .addTo(
                            parameters,
                            headers,
                            client.isBasic() ? ClientAuthentication.HEADER : ClientAuthentication.BODY);
        }
        parameters.putIfAbsent("grant_type", "authorization_code");
        parameters.put("code", code.value().reveal());
        parameters.put("redirect_uri", code.redirectUri());
        if (code.verifier() != null) {
            parameters.put("code_verifier", code.verifier().reveal());
        }
        if (client != null && client.resource() != null) {
            parameters.put("resource", client.resource());
        }
        return new TokenCall(
                url,
                parameters,
                headers,
                RefreshTokenGrant.reader(rules),
                tokens -> new OAuth2Credential(
                        tokens.accessToken(), tokens.refreshToken(), tokens.expiresAt(), tokens.raw(), own));
    }

    /** A connection that is authorized again keeps the client it was imported with. */
    private static SecretMap ownClient(Subject subject) {
        return subject.connection().credential() instanceof OAuth2Credential before
                ? before.configOverride()
                : SecretMap.EMPTY;
    }
}
