// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.telemetry.CallStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.upstream.AnswerHeaders;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Opens the call's span and record and closes them on every end. Above {@link ResolveConnection}, so that a call that
 * names an unknown connection is seen too.
 */
public final class RecordActivity extends AbstractGatewayFilterFactory<Object> {

    private final CallTelemetry telemetry;

    public RecordActivity(CallTelemetry telemetry) {
        super(Object.class);
        this.telemetry = telemetry;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::record;
    }

    private Mono<Void> record(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        CallTelemetry.Call started = telemetry.started(toStart(call), call.callerHeaders()::get);
        call.observedBy(started);
        if (!started.traceId().isEmpty()) {
            call.response().header(AnswerHeaders.TRACE_ID, started.traceId());
        }
        return chain.filter(exchange)
                .doOnError(error -> call.failed(codeOf(error)))
                .doFinally(signal -> {
                    call.over();
                    started.ended(toEnd(call, signal));
                });
    }

    private static CallStart toStart(ProxyCall call) {
        String endpoint = call.target().endpoint();
        return new CallStart(
                call.request().method().name(),
                "/proxy/" + endpoint,
                call.caller().environment(),
                call.caller().id());
    }

    private static CallEnd toEnd(ProxyCall call, SignalType signal) {
        if (signal == SignalType.CANCEL) {
            call.broken(CallEnd.Outcome.CANCELLED);
        }
        return call.end();
    }

    private static ErrorCode codeOf(Throwable error) {
        return switch (error) {
            case GatewayException known -> known.code();
            case StoreUnavailableException store -> ErrorCode.STORE_UNAVAILABLE;
            default -> ErrorCode.INTERNAL_ERROR;
        };
    }
}
