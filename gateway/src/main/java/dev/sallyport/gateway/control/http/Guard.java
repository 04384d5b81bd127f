// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Lets a call through to its endpoint once key, scope, query and body are as the operation asks, in that order. */
public final class Guard {

    private final CallerAuthentication authentication;

    public Guard(CallerAuthentication authentication) {
        this.authentication = authentication;
    }

    public Endpoint endpoint(
            HttpMethod method, String path, Operation operation, Function<Call, Mono<Answer>> handler) {
        return open(method, path, operation, (call, _) -> handler.apply(call).flatMap(Answer::render));
    }

    /** For what needs the request itself, or answers other than by JSON. */
    public Endpoint open(
            HttpMethod method,
            String path,
            Operation operation,
            BiFunction<Call, ServerRequest, Mono<ServerResponse>> handler) {
        return new Endpoint(
                method, path, request -> admit(request, operation).flatMap(call -> handler.apply(call, request)));
    }

    private Mono<Call> admit(ServerRequest request, Operation operation) {
        return authentication
                .authenticate(request.exchange().getRequest())
                .doOnNext(caller -> requireScope(caller, operation))
                .flatMap(caller -> CheckedRequest.read(request, operation)
                        .map(said -> new Call(caller, said.path(), said.query(), said.body())));
    }

    private static void requireScope(ApiKey caller, Operation operation) {
        if (!operation.scopes().isEmpty() && operation.scopes().stream().noneMatch(caller.scopes()::allow)) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "Insufficient scope. Required: " + String.join(" or ", operation.scopes()));
        }
    }
}
