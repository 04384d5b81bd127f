// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import dev.sallyport.filters.authorize.Authorizations;
import dev.sallyport.filters.authorize.Authorizations.Started;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.authorize.flow.AuthorizationException;
import dev.sallyport.filters.authorize.flow.CallbackQuery;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.SafeHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Where a browser leaves for a provider, and where it comes back. A connect session's token takes the place of an API key. */
public final class AuthorizePages {

    private static final String TOKEN = "connect_session_token";
    private static final String FIELDS = "params[";

    private final Authorizations authorizations;
    private final BrowserCookies cookies;
    private final ResultPage page;

    public AuthorizePages(Authorizations authorizations, PublicUrl publicUrl) {
        this.authorizations = authorizations;
        this.cookies = new BrowserCookies(publicUrl);
        this.page = new ResultPage(publicUrl);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                endpoint("/oauth/connect/{integration}", this::leave),
                endpoint(Authorizations.CALLBACK, this::comeBack));
    }

    private Endpoint endpoint(String path, Function<ServerRequest, Mono<ServerResponse>> handler) {
        return new Endpoint(
                HttpMethod.GET,
                path,
                request -> only(HttpMethod.GET, request, handler)
                        .onErrorResume(AuthorizationException.class, page::failed)
                        .onErrorResume(StoreUnavailableException.class, _ -> page.unavailable()));
    }

    /** A HEAD is answered like a GET elsewhere; here it would use up a state, and programs send it that only want to look. */
    private static Mono<ServerResponse> only(
            HttpMethod method, ServerRequest request, Function<ServerRequest, Mono<ServerResponse>> handler) {
        if (!request.method().equals(method)) {
            request.exchange().getResponse().getHeaders().set("Allow", method.name());
            return Mono.error(
                    new GatewayException(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method"));
        }
        return Mono.defer(() -> handler.apply(request));
    }

    private Mono<ServerResponse> leave(ServerRequest request) {
        MultiValueMap<String, String> query = request.queryParams();
        String token = query.getFirst(TOKEN);
        return authorizations
                .begin(SecretText.of(token == null ? "" : token), request.pathVariable("integration"), typed(query))
                .flatMap(this::redirect);
    }

    private Mono<ServerResponse> redirect(Started started) {
        return SafeHeaders.on(ServerResponse.status(302))
                .cookie(cookies.of(started))
                .header("Location", started.location())
                .build();
    }

    private Mono<ServerResponse> comeBack(ServerRequest request) {
        CallbackQuery query = CallbackQuery.of(request.queryParams());
        String cookie = authorizations.cookieFor(query);
        return authorizations
                .finish(query, name -> cookies.valueIn(request.cookies(), name))
                .flatMap(page::succeeded)
                .onErrorResume(AuthorizationException.class, page::failed)
                .doOnNext(_ -> forget(request, cookie));
    }

    /** It counted once. Where the state was another browser's there is nothing to forget. */
    private void forget(ServerRequest request, @Nullable String cookie) {
        if (cookie != null && cookies.valueIn(request.cookies(), cookie) != null) {
            request.exchange().getResponse().addCookie(cookies.expired(cookie));
        }
    }

    /** What the user typed into the provider's fields: {@code params[name]}. Other parameters are not for this gateway. */
    private static Map<String, String> typed(MultiValueMap<String, String> query) {
        Map<String, String> typed = new LinkedHashMap<>();
        query.forEach((name, values) -> {
            if (name.startsWith(FIELDS) && name.endsWith("]")) {
                String value = values.getFirst();
                typed.put(name.substring(FIELDS.length(), name.length() - 1), value == null ? "" : value);
            }
        });
        return typed;
    }
}
