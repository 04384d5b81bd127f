// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.gateway.control.rules.ObjectRule;
import dev.sallyport.gateway.control.rules.Place;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Lets a call through to its endpoint once key, scope, query and body are as the operation asks, in that order. */
public final class Guard {

    private final CallerAuthentication authentication;

    public Guard(CallerAuthentication authentication) {
        this.authentication = authentication;
    }

    public Endpoint endpoint(
            HttpMethod method, String path, Operation operation, Function<Call, Mono<Answer>> handler) {
        return new Endpoint(
                method,
                path,
                request -> admit(request, operation).flatMap(handler).flatMap(Answer::render));
    }

    private Mono<Call> admit(ServerRequest request, Operation operation) {
        return authentication
                .authenticate(request.exchange().getRequest())
                .doOnNext(caller -> requireScope(caller, operation))
                .flatMap(caller -> read(request, operation, caller));
    }

    private static void requireScope(ApiKey caller, Operation operation) {
        if (!operation.scopes().isEmpty() && operation.scopes().stream().noneMatch(caller.scopes()::allow)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "Insufficient scope. Required: " + String.join(" or ", operation.scopes()));
        }
    }

    private static Mono<Call> read(ServerRequest request, Operation operation, ApiKey caller) {
        JsonObject query = checked(
                QueryString.read(request.exchange().getRequest()), operation.query(), ErrorCode.INVALID_QUERY_PARAMS);
        Map<String, String> path = request.pathVariables();
        ObjectRule rule = operation.body();
        if (rule == null) {
            return Mono.just(new Call(caller, path, query, JsonObject.EMPTY));
        }
        return JsonBody.read(request.exchange().getRequest())
                .map(body -> new Call(caller, path, query, checked(body, rule, ErrorCode.INVALID_BODY)));
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
