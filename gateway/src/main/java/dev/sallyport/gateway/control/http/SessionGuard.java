// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.filters.session.SessionToken;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Lets a call through that carries the token of a living connect session as a bearer token. Only a header does: there is no cookie
 * that a browser would send along by itself, so another site cannot make a call in its visitor's name.
 */
public final class SessionGuard {

    private static final String SCHEME = "Bearer ";

    private final ConnectSessions sessions;

    public SessionGuard(ConnectSessions sessions) {
        this.sessions = sessions;
    }

    public Endpoint endpoint(
            HttpMethod method, String path, Operation operation, Function<SessionCall, Mono<Answer>> handler) {
        return new Endpoint(
                method,
                path,
                request -> admit(request, operation).flatMap(handler).flatMap(Answer::render));
    }

    private Mono<SessionCall> admit(ServerRequest request, Operation operation) {
        return Mono.fromSupplier(() -> token(request.exchange().getRequest().getHeaders()))
                .flatMap(token -> find(token)
                        .flatMap(session -> CheckedRequest.read(request, operation)
                                .map(said -> new SessionCall(session, token, said.body()))));
    }

    private Mono<ConnectSession> find(SecretText token) {
        return sessions.find(token.reveal())
                .switchIfEmpty(Mono.error(() -> new GatewayException(
                        ErrorCode.UNKNOWN_ACCOUNT, "Authorization: no such connect session, or it has expired")));
    }

    private static SecretText token(HttpHeaders headers) {
        List<String> given = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (given.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.MISSING_AUTH_HEADER, "Authorization: missing (expected: Bearer <connect session token>)");
        }
        String header = given.getFirst();
        String token =
                header.startsWith(SCHEME) ? header.substring(SCHEME.length()).strip() : "";
        if (given.size() > 1 || !SessionToken.looksValid(token)) {
            throw new GatewayException(
                    ErrorCode.MALFORMED_AUTH_HEADER,
                    "Authorization: no connect session token (expected: Bearer " + SessionToken.PREFIX + "…)");
        }
        return SecretText.of(token);
    }
}
