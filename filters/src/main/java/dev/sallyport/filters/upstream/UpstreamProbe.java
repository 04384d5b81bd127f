// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.UpstreamRequest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends a request of the gateway's own, for its status alone. */
public final class UpstreamProbe {

    private final UpstreamClient client;

    public UpstreamProbe(UpstreamClient client) {
        this.client = client;
    }

    /** The status of the answer, whose body is not read; fails as a proxied call would. */
    public Mono<Integer> statusOf(UpstreamRequest request) {
        request.sign();
        byte[] data = request.body();
        RequestBody body = data == null
                ? new RequestBody.None()
                : new RequestBody.OfLength(data.length, Flux.just(Unpooled.wrappedBuffer(data)));
        return client.to(request.origin(), request.identity())
                .request(HttpMethod.valueOf(request.method()))
                .uri(request.target())
                .send((head, out) -> {
                    head.requestHeaders()
                            .clear()
                            .add(request.headers())
                            .set(HttpHeaderNames.HOST, request.origin().authority());
                    return body.send(head, out);
                })
                .responseConnection((head, connection) -> {
                    connection.dispose();
                    return Mono.just(head.status().code());
                })
                .next()
                .onErrorMap(error -> UpstreamFailure.of(error).error());
    }
}
