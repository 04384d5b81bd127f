// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;

import dev.sallyport.filters.egress.CatalogTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes this gateway known to an authorization server that takes whoever comes (RFC 7591), once for each connection. */
final class ClientRegistration {

    private static final String METHOD = "token_endpoint_auth_method";
    private static final List<String> METHODS = List.of("client_secret_basic", "client_secret_post", "none");

    private final JsonRequests requests;

    ClientRegistration(JsonRequests requests) {
        this.requests = requests;
    }

    /**
     * The client as the server answers it, with {@code client_id} and, unless it is public, {@code client_secret}.
     *
     * @param methods by which clients may prove themselves; null where the server does not say, which means Basic (RFC 8414 §2)
     * @param more of the catalogue's, over what is usual
     */
    Mono<Map<String, Object>> register(
            CatalogTarget endpoint,
            String redirectUri,
            String scope,
            @Nullable List<String> methods,
            Map<String, String> more,
            String whose) {
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("client_name", "Sallyport");
        client.put("redirect_uris", List.of(redirectUri));
        client.put("grant_types", List.of("authorization_code", "refresh_token"));
        client.put("response_types", List.of("code"));
        client.put(METHOD, methodOf(methods));
        if (!scope.isEmpty()) {
            client.put("scope", scope);
        }
        client.putAll(more);
        return requests.post(endpoint, client, whose).map(answer -> checked(answer, client, whose));
    }

    private static String methodOf(@Nullable List<String> supported) {
        return supported == null
                ? METHODS.getFirst()
                : METHODS.stream().filter(supported::contains).findFirst().orElse("none");
    }

    /** What the server leaves out is as it was asked for. */
    private static Map<String, Object> checked(Map<String, Object> answer, Map<String, Object> asked, String whose) {
        if (!isPlain(answer.get("client_id"))
                || (answer.containsKey("client_secret") && !isPlain(answer.get("client_secret")))) {
            throw ProviderWords.failed(PROVIDER_FAILED, whose, "did not register this gateway", "no_client");
        }
        Map<String, Object> client = new LinkedHashMap<>(answer);
        client.putIfAbsent(METHOD, asked.getOrDefault(METHOD, METHODS.getFirst()));
        return client;
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
