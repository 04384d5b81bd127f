// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** An upstream's answer whose head has come and whose body waits on its connection. Either read it whole or discard it. */
public final class UpstreamResponse {

    /** As much as is cheaper to read than a new connection to make. */
    private static final int DRAINED_BYTES = 64 * 1024;

    private final HttpClientResponse head;
    private final Connection connection;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;

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

    /** The body as it comes; each buffer is released after it was handed on, unless retained. */
    Flux<ByteBuf> body() {
        Flux<ByteBuf> body = connection.inbound().receive();
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
        return connection.inbound().receive().then().onErrorComplete();
    }

    /** Gives the answer up. Closes the connection unless the body was already read whole. Idempotent. */
    public void discard() {
        connection.dispose();
    }
}
