// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The provider: answers JSON of the size that the path asks for, and tells which credential it was sent. */
public final class Upstream {

    private static final ConcurrentMap<String, ByteBuf> BODIES = new ConcurrentHashMap<>();

    private Upstream() {}

    public static void main(String[] args) {
        HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .route(routes -> routes.get("/bytes/{size}", Upstream::bytes).get("/credential", Upstream::credential))
                .bindNow()
                .onDispose()
                .block();
    }

    private static Mono<Void> bytes(HttpServerRequest request, HttpServerResponse response) {
        ByteBuf body = BODIES.computeIfAbsent(request.param("size"), Upstream::json);
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendObject(body.duplicate())
                .then();
    }

    private static Mono<Void> credential(HttpServerRequest request, HttpServerResponse response) {
        return response.sendString(
                        Mono.just(String.valueOf(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))))
                .then();
    }

    private static ByteBuf json(String size) {
        String frame = "{\"data\":\"\"}";
        String json = "{\"data\":\"" + "x".repeat(Integer.parseInt(size) - frame.length()) + "\"}";
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
