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
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** OAuth 2.0's authorization code grant (RFC 6749 §4.1.3): a code becomes tokens, once. */
public final class AuthorizationCodeGrant {

    private static final String ENDPOINT = "token_endpoint";
    private static final Template REGISTERED_URL = Template.compile("${" + ENDPOINT + "}");

    private final TokenExchange exchange;
    private final ClientProof proof;

    /**
     * @param random for names of assertions, which need only be unique
     */
    public AuthorizationCodeGrant(TokenExchange exchange, RandomGenerator random) {
        this.exchange = exchange;
        this.proof = new ClientProof(exchange, new UniqueIds(random));
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
        return OAuthClient.pairOf(subject.integration(), ownClient(subject)).id();
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
        OAuthClient redeemer = redeemer(subject, client);
        return ClientProof.call(redeemer.method(), () -> call(subject, url, code, client, redeemer, variables))
                .flatMap(call ->
                        exchange.send(subject.integration(), call, meaning(subject, redeemer.isOwn()), () -> true))
                .onErrorResume(UnusableKeyException.class, error -> Mono.just(error.failure()));
    }

    private static OAuthClient redeemer(Subject subject, @Nullable Registered client) {
        if (client == null) {
            ClientPair pair = OAuthClient.pairOf(subject.integration(), ownClient(subject));
            return new OAuthClient(pair, subject.provider().tokens().clientAuthentication(), false);
        }
        String secret = client.secret() == null ? "" : client.secret().reveal();
        ClientAuthentication method = client.isBasic() ? ClientAuthentication.HEADER : ClientAuthentication.BODY;
        return new OAuthClient(new ClientPair(client.id(), secret), method, true);
    }

    private TokenCall call(
            Subject subject,
            Template url,
            Code code,
            @Nullable Registered client,
            OAuthClient redeemer,
            Variables variables) {
        TokenRules rules = subject.provider().tokens();
        Map<String, Object> parameters = TokenParameters.render(rules.tokenParams(), variables);
        HttpHeaders headers = TokenCall.noHeaders();
        ClientProof.Client proven = new ClientProof.Client(redeemer.pair(), null, null);
        proof.addTo(parameters, headers, redeemer.method(), proven, url, variables);
        parameters.putIfAbsent("grant_type", "authorization_code");
        parameters.put("code", code.value().reveal());
        parameters.put("redirect_uri", code.redirectUri());
        if (code.verifier() != null) {
            parameters.put("code_verifier", code.verifier().reveal());
        }
        if (client != null && client.resource() != null) {
            parameters.put("resource", client.resource());
        }
        return TokenCall.of(rules.stepTo(url), variables, parameters, headers);
    }

    private static TokenCall.Meaning meaning(Subject subject, boolean ownClient) {
        TokenAnswerReader reader = RefreshTokenGrant.reader(subject.provider().tokens(), ownClient);
        return (answer, asked) -> reader.read(answer, asked)
                .toOutcome(tokens -> new OAuth2Credential(
                        tokens.accessToken(),
                        tokens.refreshToken(),
                        tokens.expiresAt(),
                        tokens.raw(),
                        ownClient(subject)));
    }

    /** A connection that is authorized again keeps the client it was imported with. */
    private static SecretMap ownClient(Subject subject) {
        return subject.connection().credential() instanceof OAuth2Credential before
                ? before.configOverride()
                : SecretMap.EMPTY;
    }
}
