// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Turns endpoints into routes, and answers what no endpoint takes with an error of ours. */
public final class Routes {

    private Routes() {}

    /** In the order given; a path's other methods answer 405 and name those it has. */
    public static RouterFunction<ServerResponse> of(List<Endpoint> endpoints) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            HttpMethod[] taken = taken(endpoint.method());
            routes.route(methods(taken).and(path(endpoint.path())), endpoint.handler());
            Set<String> known = methods.computeIfAbsent(endpoint.path(), _ -> new TreeSet<>());
            Stream.of(taken).map(HttpMethod::name).forEach(known::add);
        }
        methods.forEach((path, allowed) -> routes.route(path(path), request -> refuseMethod(request, allowed)));
        return routes.build();
    }

    /** Everything that is neither an endpoint nor below {@code /proxy} does not exist. */
    public static RouterFunction<ServerResponse> fallback() {
        RequestPredicate proxy = path("/proxy").or(path("/proxy/**"));
        return RouterFunctions.route(
                proxy.negate(),
                _ -> Mono.error(new GatewayException(ErrorCode.NOT_FOUND, "There is nothing at this path")));
    }

    /** HEAD is answered like GET; the server leaves out the body. */
    private static HttpMethod[] taken(HttpMethod method) {
        return method.equals(HttpMethod.GET) ? new HttpMethod[] {method, HttpMethod.HEAD} : new HttpMethod[] {method};
    }

    private static Mono<ServerResponse> refuseMethod(ServerRequest request, Set<String> allowed) {
        request.exchange().getResponse().getHeaders().set("Allow", String.join(", ", allowed));
        return Mono.error(new GatewayException(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take this method"));
    }
}
