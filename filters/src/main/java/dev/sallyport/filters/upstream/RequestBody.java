// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

/**
 * What follows a request's head, for every method alike. Reactor Netty's {@code send(Flux)} gathers the whole body in
 * memory for GET, HEAD and DELETE and gives every other method a chunked body even when there is none.
 */
sealed interface RequestBody {

    /**
     * Writes head and body; the last step of {@code HttpClient.send}. Sets {@code Content-Length} and
     * {@code Transfer-Encoding} itself, whatever the headers said before.
     */
    Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound);

    /** No body and no length, as GET and HEAD usually come; other methods get {@code Content-Length: 0}. */
    record None() implements RequestBody {

        @Override
        public Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
            unframed(request);
            return Mono.empty();
        }
    }

    /** A body of a known length, which may be 0; streamed. */
    record OfLength(long length, Flux<ByteBuf> content) implements RequestBody {

        public OfLength {
            if (length < 0) {
                throw new IllegalArgumentException("length: " + length + " (expected: >= 0)");
            }
        }

        @Override
        public Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
            unframed(request).set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
            // With length 0 the head goes out as a whole message; nothing may be written behind it.
            return length == 0 ? outbound.then() : streamed(outbound, content);
        }
    }

    /** A body whose length nobody knows; chunked, streamed. */
    record Chunked(Flux<ByteBuf> content) implements RequestBody {

        @Override
        public Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
            unframed(request).set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            return streamed(outbound, content);
        }
    }

    private static HttpHeaders unframed(HttpClientRequest request) {
        return request.requestHeaders()
                .remove(HttpHeaderNames.CONTENT_LENGTH)
                .remove(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /**
     * The overload with a flush predicate is the one that does not gather. It flushes at latest when no more is there.
     */
    private static NettyOutbound streamed(NettyOutbound outbound, Flux<ByteBuf> content) {
        return outbound.send(content, buffer -> false);
    }
}
