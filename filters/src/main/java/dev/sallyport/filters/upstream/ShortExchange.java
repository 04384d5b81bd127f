// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.UpstreamRequest;
import dev.sallyport.filters.egress.EgressRefusedException;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.upstream.ShortAnswer.Answered;
import dev.sallyport.filters.upstream.ShortAnswer.Failed;
import dev.sallyport.filters.upstream.ShortAnswer.Unreadable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import org.springframework.util.unit.DataSize;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/** Sends a request of the gateway's own and reads the answer whole, which must be short and come in time. Never sends twice. */
public final class ShortExchange {

    private final UpstreamClient client;
    private final int most;
    private final Duration limit;

    /**
     * @param most largest body, encoded and decoded
     * @param limit from the start, connecting included, to the end of the body
     */
    public ShortExchange(UpstreamClient client, DataSize most, Duration limit) {
        this.client = client;
        this.most = Math.toIntExact(most.toBytes());
        this.limit = limit;
    }

    /** How long an exchange may take, from the start to the end of the body. */
    public Duration limit() {
        return limit;
    }

    /**
     * Never fails.
     *
     * @param mayStillSend asked when the connection stands, before the first byte is written; false gives the request up
     */
    public Mono<ShortAnswer> send(UpstreamRequest request, BooleanSupplier mayStillSend) {
        return Mono.defer(() -> {
            AtomicBoolean begun = new AtomicBoolean();
            request.sign();
            return client.to(request.origin(), request.identity())
                    .request(HttpMethod.valueOf(request.method()))
                    .uri(request.target())
                    .send((head, out) -> {
                        if (!mayStillSend.getAsBoolean()) {
                            return Mono.error(new CancellationException("too late to send"));
                        }
                        begun.set(true);
                        return write(request, head, out);
                    })
                    .responseConnection(this::read)
                    .next()
                    .timeout(limit)
                    .onErrorResume(error -> Mono.just(failed(error, begun.get())));
        });
    }

    private static Publisher<Void> write(UpstreamRequest request, HttpClientRequest head, NettyOutbound out) {
        byte[] data = request.body();
        RequestBody body = data == null
                ? new RequestBody.None()
                : new RequestBody.OfLength(data.length, Flux.just(Unpooled.wrappedBuffer(data)));
        head.requestHeaders()
                .clear()
                .add(request.headers())
                .set(HttpHeaderNames.HOST, request.origin().authority());
        return body.send(head, out);
    }

    private Mono<ShortAnswer> read(HttpClientResponse head, Connection connection) {
        int status = head.status().code();
        return body(head, connection)
                .<ShortAnswer>map(bytes -> new Answered(status, head.responseHeaders(), bytes))
                .onErrorResume(TooLargeException.class, _ -> Mono.just(new Unreadable(status, "too_large")))
                .onErrorResume(BadUpstreamException.class, _ -> Mono.just(new Unreadable(status, "undecodable")))
                .doOnNext(answer -> {
                    if (!(answer instanceof Answered)) {
                        connection.dispose();
                    }
                })
                .doOnCancel(connection::dispose);
    }

    private Mono<byte[]> body(HttpClientResponse head, Connection connection) {
        long length = head.responseHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        if (length > most) {
            return Mono.error(new TooLargeException());
        }
        Flux<ByteBuf> wire = connection.inbound().receive().retain().cast(ByteBuf.class);
        ContentDecoding decoding = ContentDecoding.of(
                head.responseHeaders().get(HttpHeaderNames.CONTENT_ENCODING), UnpooledByteBufAllocator.DEFAULT);
        Flux<ByteBuf> body = decoding == null ? wire : decoding.decode(wire);
        return body.reduceWith(ByteArrayOutputStream::new, this::append).map(ByteArrayOutputStream::toByteArray);
    }

    private ByteArrayOutputStream append(ByteArrayOutputStream all, ByteBuf part) {
        try {
            if (all.size() + part.readableBytes() > most) {
                throw new TooLargeException();
            }
            all.writeBytes(ByteBufUtil.getBytes(part));
            return all;
        } finally {
            part.release();
        }
    }

    private static ShortAnswer failed(Throwable error, boolean begun) {
        if (error instanceof TimeoutException) {
            return new Failed("timeout", begun);
        }
        if (!begun && error instanceof CancellationException) {
            return new Failed("too_late", false);
        }
        if (Exceptions.unwrap(error) instanceof EgressRefusedException refused) {
            return Failed.refused(refused.reason());
        }
        UpstreamFailure failure = UpstreamFailure.of(error);
        return new Failed(reason(failure.error()), begun && failure.requestWritten());
    }

    private static String reason(GatewayException error) {
        Object reason = error.details().get("reason");
        return reason == null ? error.code().wireName() : reason.toString();
    }

    private static final class TooLargeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("longer than allowed", null, false, false);
        }
    }
}
