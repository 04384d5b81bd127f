// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.errors;

import dev.sallyport.filters.error.ErrorBody;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** The one place where a failure becomes an answer of our own. */
public final class ErrorResponses implements WebExceptionHandler, Ordered {

    private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);

    /** Callers of a store that is away come back after this. */
    private static final Duration STORE_RETRY = Duration.ofSeconds(1);

    /** Before Spring Boot's own handler at -1, which would answer in another shape. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (isCallerGone(error) || exchange.getResponse().isCommitted()) {
            return Mono.empty();
        }
        return write(exchange, toGatewayException(error));
    }

    /** Of the upstream's connections nothing comes here but errors of ours. */
    private static boolean isCallerGone(Throwable error) {
        return error instanceof AbortedException || AbortedException.isConnectionReset(error);
    }

    private static Mono<Void> write(ServerWebExchange exchange, GatewayException error) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(error.code().status()));
        ErrorBody body = ErrorBody.of(error);
        body.forEachHeader(response.getHeaders()::set);
        DataBuffer buffer = response.bufferFactory().wrap(body.json());
        response.getHeaders().setContentLength(buffer.readableByteCount());
        return response.writeWith(Mono.just(buffer));
    }

    private static GatewayException toGatewayException(Throwable error) {
        return switch (error) {
            case GatewayException bug when bug.code() == ErrorCode.INTERNAL_ERROR -> internal(bug);
            case GatewayException known -> known;
            case StoreUnavailableException store ->
                new GatewayException(ErrorCode.STORE_UNAVAILABLE, "the store cannot be reached")
                        .retryAfter(STORE_RETRY);
            case MethodNotAllowedException method ->
                new GatewayException(ErrorCode.METHOD_NOT_ALLOWED, method.getHttpMethod() + ": not allowed here");
            case ResponseStatusException status -> ofStatus(status);
            default -> internal(error);
        };
    }

    private static GatewayException ofStatus(ResponseStatusException error) {
        return switch (error.getStatusCode().value()) {
            case 404 -> new GatewayException(ErrorCode.NOT_FOUND, "no such endpoint");
            case 413 -> new GatewayException(ErrorCode.BODY_TOO_LARGE, "request body: too large");
            case 415 -> new GatewayException(ErrorCode.INVALID_CONTENT_TYPE, "content type: not supported here");
            case 400 -> new GatewayException(ErrorCode.INVALID_REQUEST, "the request could not be read");
            default -> internal(error);
        };
    }

    /** Logs frames, not messages: an exception's message may hold a value that must not be in a log. */
    private static GatewayException internal(Throwable error) {
        String id = UUID.randomUUID().toString();
        StringBuilder trace = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            trace.append("\n  ").append(cause.getClass().getName());
            for (StackTraceElement frame : cause.getStackTrace()) {
                trace.append("\n    at ").append(frame);
            }
        }
        log.error("internal error {}:{}", id, trace);
        return new GatewayException(ErrorCode.INTERNAL_ERROR, "an error of the gateway's own; its log has more")
                .with("id", id);
    }
}
