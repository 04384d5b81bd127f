// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.testing.RawClient;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A real server behind a real door, which records what gets through and says so in its answers. */
final class GuardedServer implements AutoCloseable {

    /** What the handler saw of one request. */
    record Seen(String method, String uri, HttpHeaders headers, String body) {

        String target() {
            return RawTarget.of(uri, headers::get);
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    private GuardedServer(
            DoorSettings settings,
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler) {
        this.server = new Door(settings)
                .install(HttpServer.create().host("127.0.0.1").port(0))
                .handle(handler == null ? this::record : handler)
                .bindNow(Duration.ofSeconds(10));
    }

    /** Answers each request with {@code method target body}. */
    static GuardedServer recording(String... settings) {
        return new GuardedServer(settings(settings), null);
    }

    static GuardedServer handling(
            BiFunction<? super HttpServerRequest, ? super HttpServerResponse, ? extends Publisher<Void>> handler,
            String... settings) {
        return new GuardedServer(settings(settings), handler);
    }

    /** Settings as they would be bound, given as {@code name=value} over the defaults. */
    static DoorSettings settings(String... overrides) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        for (String override : overrides) {
            String[] pair = override.split("=", 2);
            source.put("sallyport.door." + pair[0], pair[1]);
        }
        return new Binder(source).bindOrCreate("sallyport.door", DoorSettings.class);
    }

    RawClient connect() throws IOException {
        return RawClient.connect(server.port());
    }

    List<Seen> seen() {
        return seen;
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(10));
    }

    private Publisher<Void> record(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.ISO_8859_1)
                .defaultIfEmpty("")
                .flatMap(body -> answer(request, response, body));
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, String body) {
        Seen one = new Seen(
                request.method().name(), request.uri(), request.requestHeaders().copy(), body);
        seen.add(one);
        byte[] bytes = (one.method() + " " + one.target() + " " + body).getBytes(StandardCharsets.ISO_8859_1);
        return response.header("Content-Length", Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then();
    }
}
