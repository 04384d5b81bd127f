// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.retry.ReplayBody;
import dev.sallyport.filters.telemetry.AttemptEnd;
import dev.sallyport.filters.telemetry.AttemptStart;
import dev.sallyport.filters.telemetry.CallTelemetry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;

/**
 * Last of the chain: sends the attempt and completes when the head of the answer has come. Stands in for Spring Cloud
 * Gateway's own routing filter (docs/adr/0002), so it never calls the rest of the chain.
 */
public final class SendUpstream extends AbstractGatewayFilterFactory<Object> {

    private final UpstreamClient client;

    public SendUpstream(UpstreamClient client) {
        super(Object.class);
        this.client = client;
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> send(ProxyCall.of(exchange));
    }

    private Mono<Void> send(ProxyCall call) {
        UpstreamRequest request = call.upstreamRequest();
        CallTelemetry.Attempt attempt = begin(call, request);
        request.sign();
        return client.to(request.origin(), request.identity())
                .request(HttpMethod.valueOf(request.method()))
                .uri(request.target())
                .send((head, out) -> {
                    attempt.connected();
                    setHeaders(head, request);
                    return body(call, request).send(head, out);
                })
                .responseConnection((head, connection) -> {
                    call.answered(new UpstreamResponse(head, connection));
                    attempt.ended(new AttemptEnd(head.status().code(), null));
                    return Mono.just(head);
                })
                .next()
                .onErrorMap(error -> failed(call, error, attempt))
                .doOnCancel(() -> attempt.ended(new AttemptEnd(0, null)))
                .then();
    }

    private static CallTelemetry.Attempt begin(ProxyCall call, UpstreamRequest request) {
        int number = call.countAttempt();
        call.response().header(AnswerHeaders.ATTEMPTS, Integer.toString(number));
        CallTelemetry.Attempt attempt = call.telemetry().attemptStarted(toStart(call, request, number));
        // The integration opts in for its provider, not for whoever the provider redirects to.
        if (call.plan().integration().gateway().forwardTraceContext() && !call.isRedirected()) {
            attempt.propagate(request.headers()::set);
        }
        return attempt;
    }

    /** Reactor Netty has put an agent and an Accept of its own there, and a Host without its port for 80 and 443. */
    private static void setHeaders(HttpClientRequest head, UpstreamRequest request) {
        head.requestHeaders()
                .clear()
                .add(request.headers())
                .set(HttpHeaderNames.HOST, request.origin().authority());
    }

    private static RequestBody body(ProxyCall call, UpstreamRequest request) {
        byte[] held = request.body();
        if (held != null) {
            call.body().countSent(held.length);
            return new RequestBody.OfLength(held.length, Flux.just(Unpooled.wrappedBuffer(held)));
        }
        ReplayBody kept = call.body().replay();
        if (kept != null && kept.isWhole()) {
            call.body().countSent(kept.length());
            return new RequestBody.OfLength(kept.length(), kept.content());
        }
        call.body().take();
        HttpHeaders caller = call.callerHeaders();
        if (caller.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return new RequestBody.Chunked(streamed(call));
        }
        String length = caller.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null
                ? new RequestBody.None()
                : new RequestBody.OfLength(Long.parseLong(length), streamed(call));
    }

    private static Flux<ByteBuf> streamed(ProxyCall call) {
        ReplayBody kept = call.body().replay();
        Flux<ByteBuf> parts = call.request()
                .receive()
                .doOnSubscribe(_ -> call.body().uploading(true))
                .doOnComplete(() -> call.body().uploading(false))
                .doOnError(_ -> call.body().uploadBroke());
        Flux<ByteBuf> recorded =
                kept == null ? parts : parts.doOnNext(kept::record).doOnComplete(kept::ended);
        return recorded.map(part -> {
            call.body().countSent(part.readableBytes());
            return part.retain();
        });
    }

    private static Throwable failed(ProxyCall call, Throwable error, CallTelemetry.Attempt attempt) {
        UpstreamFailure failure = UpstreamFailure.of(error);
        call.requestWritten(failure.requestWritten());
        attempt.ended(new AttemptEnd(0, failure.error().code()));
        return failure.error();
    }

    private static AttemptStart toStart(ProxyCall call, UpstreamRequest request, int number) {
        ConnectionPlan plan = call.plan();
        return new AttemptStart(
                number,
                request.method(),
                request.origin().scheme(),
                call.recordedHost(),
                request.origin().port(),
                call.recordedPath(),
                plan.integration().uniqueKey(),
                plan.provider().name());
    }
}
