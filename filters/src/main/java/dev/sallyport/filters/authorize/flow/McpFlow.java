// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_REFUSED;

import dev.sallyport.filters.catalog.AnswerFacts;
import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.catalog.RegistrationRules;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.injection.ConnectionVariables;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.token.AuthorizationCodeGrant;
import dev.sallyport.filters.token.AuthorizationCodeGrant.Code;
import dev.sallyport.filters.token.AuthorizationCodeGrant.Registered;
import dev.sallyport.filters.upstream.ShortExchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The code flow for MCP servers: a client is registered for each connection, at the catalogue's address ({@code MCP_OAUTH2}) or at one
 * that the server itself names ({@code MCP_OAUTH2_GENERIC}). What was found out stays in the connection's configuration, for its
 * refreshes. The integration's own secret never goes to a server that an end user names.
 */
public final class McpFlow implements AuthorizationFlow {

    private static final String VERIFIER = "code_verifier";
    private static final String METADATA = "oauth_metadata";
    private static final String CLIENT = "oauth_client_info";
    private static final String RESOURCE = "oauth_resource_url";

    private final AuthorizationTargets targets;
    private final AuthorizationFlow codeFlow;
    private final AuthorizationCodeGrant grant;
    private final McpDiscovery discovery;
    private final ClientRegistration registration;
    private final RandomGenerator random;

    /**
     * @param codeFlow for servers whose clients are the integrations'
     * @param random secure, and does not block
     */
    public McpFlow(
            AuthorizationTargets targets,
            AuthorizationFlow codeFlow,
            AuthorizationCodeGrant grant,
            ShortExchange exchange,
            RandomGenerator random) {
        JsonRequests requests = new JsonRequests(exchange, targets.agent());
        this.targets = targets;
        this.codeFlow = codeFlow;
        this.grant = grant;
        this.discovery = new McpDiscovery(targets, requests);
        this.registration = new ClientRegistration(requests);
        this.random = random;
    }

    @Override
    public boolean serves(AuthMode mode) {
        return mode == AuthMode.MCP_OAUTH2 || mode == AuthMode.MCP_OAUTH2_GENERIC;
    }

    @Override
    public Mono<Departure> depart(Subject subject, Terms terms) {
        if (subject.provider().authMode() == AuthMode.MCP_OAUTH2_GENERIC) {
            return discovery.serverOf(subject).flatMap(server -> departTo(subject, terms, server));
        }
        return isRegistering(subject) ? departToCatalogued(subject, terms) : codeFlow.depart(subject, terms);
    }

    private Mono<Departure> departTo(Subject subject, Terms terms, AuthorizationServer server) {
        CatalogTarget page = named(subject, server, AuthorizationServer.AUTHORIZATION_ENDPOINT);
        CatalogTarget endpoint = named(subject, server, AuthorizationServer.REGISTRATION_ENDPOINT);
        // Looked at now, so that nobody consents for nothing.
        named(subject, server, AuthorizationServer.TOKEN_ENDPOINT);
        String asked = Scope.of(subject);
        String scope = asked.isEmpty() ? String.join(" ", server.scopes()) : asked;
        Map<String, Object> config = new LinkedHashMap<>();
        config.put(METADATA, server.metadata());
        config.put(RESOURCE, server.resource());
        return registration
                .register(
                        endpoint,
                        terms.redirectUri(),
                        scope,
                        AuthorizationServer.words(server.metadata(), "token_endpoint_auth_methods_supported"),
                        more(subject),
                        subject.provider().displayName())
                .map(client -> departure(subject, terms, page, scope, client, config));
    }

    private Mono<Departure> departToCatalogued(Subject subject, Terms terms) {
        return Mono.defer(() -> {
            Provider provider = subject.provider();
            CatalogTarget page = targets.pageOf(subject);
            CatalogTarget endpoint = targets.targetOf(
                    subject, provider.authorization().registration().url(), "registration_url");
            String scope = Scope.of(subject);
            return registration
                    .register(endpoint, terms.redirectUri(), scope, null, more(subject), provider.displayName())
                    .map(client -> departure(subject, terms, page, scope, client, new LinkedHashMap<>()));
        });
    }

    private Departure departure(
            Subject subject,
            Terms terms,
            CatalogTarget page,
            String scope,
            Map<String, Object> client,
            Map<String, Object> config) {
        String verifier = Pkce.verifier(random);
        AuthorizationUrl url = new AuthorizationUrl(page, subject.provider().authorization());
        terms.params().forEach(url::with);
        url.withAll(AuthorizationParameters.render(
                        subject.provider().authorization().params(), variables(subject)))
                .with("client_id", String.valueOf(client.get("client_id")))
                .with("response_type", "code")
                .with("redirect_uri", terms.redirectUri());
        if (!scope.isEmpty()) {
            url.with("scope", scope);
        }
        if (config.get(RESOURCE) instanceof String resource) {
            url.with("resource", resource);
        }
        url.with("state", terms.state())
                .with("code_challenge", Pkce.challenge(verifier))
                .with("code_challenge_method", Pkce.METHOD);
        config.put(CLIENT, client);
        return new Departure(url.build(), SecretMap.of(Map.of(VERIFIER, verifier)), config);
    }

    @Override
    public Mono<Arrival> arrive(Subject subject, WayBack back) {
        if (subject.provider().authMode() == AuthMode.MCP_OAUTH2 && !isRegistering(subject)) {
            return codeFlow.arrive(subject, back);
        }
        return Mono.defer(() -> {
            Provider provider = subject.provider();
            Map<?, ?> metadata = object(subject, METADATA);
            requireSameIssuer(provider, back.query(), metadata);
            AuthorizationException refusal = ProviderWords.refusal(provider.displayName(), back.query());
            String code = back.query().value("code");
            if (refusal != null || code == null) {
                return Mono.error(refusal != null ? refusal : noCode(provider));
            }
            Code redeemed = new Code(
                    SecretText.of(code),
                    back.redirectUri(),
                    SecretText.ofNullable(text(back.carried().reveal().get(VERIFIER))));
            return grant.redeem(subject, redeemed, registered(subject, metadata))
                    .map(outcome -> arrival(provider, outcome));
        });
    }

    /** RFC 9207: where the server says that it names itself, another name means that codes got mixed up. */
    private static void requireSameIssuer(Provider provider, CallbackQuery query, Map<?, ?> metadata) {
        String said = query.value("iss");
        boolean promised = Boolean.TRUE.equals(metadata.get("authorization_response_iss_parameter_supported"));
        if ((said == null && promised)
                || (said != null && !said.equals(metadata.get("issuer")) && !metadata.isEmpty())) {
            throw new AuthorizationException(
                    PROVIDER_REFUSED, provider.displayName() + " sent you back in the name of another server.");
        }
    }

    private static Registered registered(Subject subject, Map<?, ?> metadata) {
        Map<?, ?> client = object(subject, CLIENT);
        String id = text(client.get("client_id"));
        return new Registered(
                text(metadata.get(AuthorizationServer.TOKEN_ENDPOINT)),
                id == null ? "" : id,
                SecretText.ofNullable(text(client.get("client_secret"))),
                "client_secret_basic".equals(client.get("token_endpoint_auth_method")),
                text(subject.connection().connectionConfig().get(RESOURCE)));
    }

    private static Arrival arrival(Provider provider, TokenOutcome outcome) {
        if (outcome instanceof TokenOutcome.Granted(OAuth2Credential credential)) {
            return new Arrival(
                    credential, AnswerFacts.of(provider, credential.raw().reveal()));
        }
        throw ProviderWords.noToken(provider.displayName(), outcome);
    }

    private CatalogTarget named(Subject subject, AuthorizationServer server, String member) {
        String url = server.text(member);
        if (url == null) {
            throw new AuthorizationException(
                    PROVIDER_FAILED,
                    subject.provider().displayName() + " cannot be authorized: its server names no " + member + ".");
        }
        return targets.named(subject, url, member);
    }

    private static boolean isRegistering(Subject subject) {
        RegistrationRules rules = subject.provider().authorization().registration();
        return rules.isDynamic() && rules.url() != null;
    }

    private static Map<String, String> more(Subject subject) {
        return AuthorizationParameters.render(
                subject.provider().authorization().registration().params(), variables(subject));
    }

    private static ConnectionVariables variables(Subject subject) {
        return new ConnectionVariables(subject.integration(), subject.connection());
    }

    private static AuthorizationException noCode(Provider provider) {
        return new AuthorizationException(
                PROVIDER_REFUSED, provider.displayName() + " sent no code (expected: parameter code).");
    }

    private static Map<?, ?> object(Subject subject, String name) {
        return subject.connection().connectionConfig().get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }
}
