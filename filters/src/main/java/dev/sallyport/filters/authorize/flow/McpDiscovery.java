// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.INVALID_PARAMETERS;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;

import dev.sallyport.filters.egress.CatalogTarget;
import dev.sallyport.filters.refresh.Subject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds out who authorizes for an MCP server: its protected resource metadata (RFC 9728) name an authorization server, whose own
 * metadata (RFC 8414, or OpenID Connect Discovery) name the endpoints. A server without such metadata is its own authorization
 * server. Whoever wrote them is a stranger: each has to be about what was asked for.
 */
final class McpDiscovery {

    private static final String SERVER = "mcp_server_url";
    private static final String RESOURCE_PATH = "/.well-known/oauth-protected-resource";
    private static final String SERVER_PATH = "/.well-known/oauth-authorization-server";
    private static final String OPENID_PATH = "/.well-known/openid-configuration";

    private final AuthorizationTargets targets;
    private final JsonRequests requests;

    McpDiscovery(AuthorizationTargets targets, JsonRequests requests) {
        this.targets = targets;
        this.requests = requests;
    }

    Mono<AuthorizationServer> serverOf(Subject subject) {
        return Mono.defer(() -> {
            String url = serverUrl(subject);
            CatalogTarget server = targets.named(subject, url, SERVER);
            String path = server.target().equals("/") ? "" : server.target();
            return first(subject, server.origin().toString(), List.of(RESOURCE_PATH + path, RESOURCE_PATH))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(resource -> serverOf(subject, url, server, resource.orElse(null)));
        });
    }

    private Mono<AuthorizationServer> serverOf(
            Subject subject, String url, CatalogTarget server, @Nullable Map<String, Object> resource) {
        if (resource == null) {
            return metadataOf(subject, server.origin().toString())
                    .map(metadata -> new AuthorizationServer(metadata, url, List.of()));
        }
        List<String> issuers = AuthorizationServer.words(resource, "authorization_servers");
        boolean isAbout = resource.get("resource") instanceof String about && covers(about, url);
        if (!isAbout || issuers == null || issuers.isEmpty()) {
            throw unusable(subject, "its resource metadata are not about it, or name no authorization server");
        }
        List<String> scopes =
                Objects.requireNonNullElse(AuthorizationServer.words(resource, "scopes_supported"), List.of());
        String name = String.valueOf(resource.get("resource"));
        return metadataOf(subject, issuers.getFirst()).map(metadata -> new AuthorizationServer(metadata, name, scopes));
    }

    private Mono<Map<String, Object>> metadataOf(Subject subject, String issuer) {
        CatalogTarget target = targets.named(subject, issuer, "authorization server");
        String path = target.target().equals("/") ? "" : target.target();
        return first(
                        subject,
                        target.origin().toString(),
                        List.of(SERVER_PATH + path, OPENID_PATH + path, path + OPENID_PATH))
                .switchIfEmpty(
                        Mono.error(() -> unusable(subject, "its authorization server has no metadata at " + issuer)))
                .doOnNext(metadata -> check(subject, issuer, metadata));
    }

    /** RFC 8414 §3.3: who it says it is has to be who was asked, or one server could pose as another. */
    private static void check(Subject subject, String issuer, Map<String, Object> metadata) {
        if (!(metadata.get("issuer") instanceof String said) || !unslashed(said).equals(unslashed(issuer))) {
            throw unusable(subject, "its authorization server says it is another than " + issuer);
        }
        List<String> methods = AuthorizationServer.words(metadata, "code_challenge_methods_supported");
        if (methods == null || !methods.contains(Pkce.METHOD)) {
            throw unusable(subject, "its authorization server does not take code challenges (S256)");
        }
    }

    /** The first address, in order, where there is an object. */
    private Mono<Map<String, Object>> first(Subject subject, String origin, List<String> paths) {
        return Flux.fromIterable(paths.stream().distinct().toList())
                .concatMap(path -> requests.find(
                        targets.named(subject, origin + path, "metadata"),
                        subject.provider().displayName()))
                .next();
    }

    private static String serverUrl(Subject subject) {
        if (subject.connection().connectionConfig().get(SERVER) instanceof String url && !url.isEmpty()) {
            return url;
        }
        throw new AuthorizationException(INVALID_PARAMETERS, SERVER + ": missing (expected: URL of an MCP server).");
    }

    /** Whether a resource of that name includes the server: the same, or a path above it. */
    private static boolean covers(String resource, String url) {
        String above = unslashed(resource);
        return unslashed(url).equals(above) || url.startsWith(above + "/");
    }

    private static String unslashed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static AuthorizationException unusable(Subject subject, String why) {
        return new AuthorizationException(
                PROVIDER_FAILED, subject.provider().displayName() + " cannot be authorized: " + why + ".");
    }
}
