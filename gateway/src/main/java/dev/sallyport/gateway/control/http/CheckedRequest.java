// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** What a request says, once query and body are as the operation asks, in that order. */
record CheckedRequest(Map<String, String> path, JsonObject query, JsonObject body) {

    static Mono<CheckedRequest> read(ServerRequest request, Operation operation) {
        ServerHttpRequest plain = request.exchange().getRequest();
        JsonObject query = checked(QueryString.read(plain), operation.query(), ErrorCode.INVALID_QUERY_PARAMS);
        Map<String, String> path = request.pathVariables();
        ObjectRule rule = operation.body();
        return rule == null
                ? Mono.just(new CheckedRequest(path, query, JsonObject.EMPTY))
                : JsonBody.read(plain)
                        .map(body -> new CheckedRequest(path, query, checked(body, rule, ErrorCode.INVALID_BODY)));
    }

    @SuppressWarnings("unchecked") // an object rule lets only JSON objects pass
    private static JsonObject checked(Object value, ObjectRule rule, ErrorCode code) {
        Place place = Place.root();
        rule.check(value, place);
        if (!place.problems().isEmpty()) {
            throw GatewayException.invalid(code, place.problems());
        }
        return new JsonObject((Map<String, Object>) value);
    }
}
