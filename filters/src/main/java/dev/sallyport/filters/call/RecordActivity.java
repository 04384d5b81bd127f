// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.activity.CallRecords;
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
import reactor.netty.channel.AbortedException;

/**
 * Opens the call's span and record and closes them on every end. Above {@link ResolveConnection}, so that a call that
 * names an unknown connection is seen too.
 */
public final class RecordActivity extends AbstractGatewayFilterFactory<Object> {

    private final CallTelemetry telemetry;
    private final CallRecords records;

    public RecordActivity(CallTelemetry telemetry, CallRecords records) {
        super(Object.class);
        this.telemetry = telemetry;
        this.records = records;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return this::record;
    }

    private Mono<Void> record(ServerWebExchange exchange, GatewayFilterChain chain) {
        ProxyCall call = ProxyCall.of(exchange);
        CallTelemetry.Call traced = telemetry.started(toStart(call), call.callerHeaders()::get);
        CallTelemetry.Call observed = records.observe(call, traced);
        call.observedBy(observed);
        String traceId = traced.traceId();
        if (!traceId.isEmpty()) {
            call.response().header(AnswerHeaders.TRACE_ID, traceId);
        }
        return chain.filter(exchange).doOnError(error -> fail(call, error)).doFinally(signal -> {
            call.over();
            observed.ended(toEnd(call, signal));
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

    private static void fail(ProxyCall call, Throwable error) {
        if (error instanceof AbortedException) {
            call.broken(CallEnd.Outcome.CANCELLED); // nobody is there to be told of a failure
        } else {
            call.failed(error);
        }
    }

    private static CallEnd toEnd(ProxyCall call, SignalType signal) {
        if (signal == SignalType.CANCEL) {
            call.broken(CallEnd.Outcome.CANCELLED);
        }
        return call.end();
    }
}
