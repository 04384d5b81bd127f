// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** An upstream's answer whose head has come and whose body waits on its connection. Either read it whole or discard it. */
public final class UpstreamResponse {

    /** As much as is cheaper to read than a new connection to make. */
    private static final int DRAINED_BYTES = 64 * 1024;

    private static final int PEEKED_BYTES = 64 * 1024;

    private final HttpClientResponse head;
    private final Connection connection;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable BodyStart start;
    private byte @Nullable [] peeked;

    UpstreamResponse(HttpClientResponse head, Connection connection) {
        this.head = head;
        this.connection = connection;
    }

    public int status() {
        return head.status().code();
    }

    public HttpHeaders headers() {
        return head.responseHeaders();
    }

    /**
     * The beginning of the body, read ahead and decoded, for those who must understand an answer before it is kept; whoever
     * keeps it gets the whole body all the same. About {@value #PEEKED_BYTES} bytes at most. Later calls get the same.
     */
    public Mono<byte[]> peek() {
        byte[] known = peeked;
        if (known != null) {
            return Mono.just(known);
        }
        BodyStart reading = new BodyStart(connection.inbound().receive(), PEEKED_BYTES);
        start = reading;
        return reading.read().flatMap(this::decoded).doOnNext(bytes -> peeked = bytes);
    }

    private Mono<byte[]> decoded(byte[] bytes) {
        String encoding = headers().get(HttpHeaderNames.CONTENT_ENCODING);
        ContentDecoding decoding = ContentDecoding.of(encoding, UnpooledByteBufAllocator.DEFAULT);
        if (decoding == null) {
            return Mono.just(bytes);
        }
        // A beginning breaks off somewhere; what was decoded until then counts.
        return decoding.decode(Flux.just(Unpooled.wrappedBuffer(bytes)))
                .map(UpstreamResponse::toBytes)
                .onErrorComplete()
                .reduceWith(ByteArrayOutputStream::new, UpstreamResponse::append)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static byte[] toBytes(ByteBuf part) {
        byte[] bytes = ByteBufUtil.getBytes(part);
        part.release();
        return bytes;
    }

    private static ByteArrayOutputStream append(ByteArrayOutputStream all, byte[] part) {
        if (all.size() < PEEKED_BYTES) {
            all.writeBytes(part);
        }
        return all;
    }

    /** The body as it comes; each buffer is released after it was handed on, unless retained. */
    Flux<ByteBuf> body() {
        BodyStart read = start;
        Flux<ByteBuf> body = read == null ? connection.inbound().receive() : read;
        return head.responseHeaders().contains(HttpHeaderNames.TRAILER)
                ? body.concatWith(keepTrailers().cast(ByteBuf.class))
                : body;
    }

    /** The trailers, known once the body has ended; empty when there were none. */
    HttpHeaders receivedTrailers() {
        return trailers;
    }

    private Mono<Void> keepTrailers() {
        return head.trailerHeaders().doOnNext(received -> trailers = received).then();
    }

    /** Reads a short body to its end, so that the connection can serve again; gives a long or endless one up. */
    public Mono<Void> drain() {
        int length = headers().getInt(HttpHeaderNames.CONTENT_LENGTH, Integer.MAX_VALUE);
        if (length > DRAINED_BYTES) {
            discard();
            return Mono.empty();
        }
        return body().then().onErrorComplete();
    }

    /** Gives the answer up. Closes the connection unless the body was already read whole. Idempotent. */
    public void discard() {
        BodyStart read = start;
        if (read != null) {
            read.cancel();
        }
        connection.dispose();
    }
}
