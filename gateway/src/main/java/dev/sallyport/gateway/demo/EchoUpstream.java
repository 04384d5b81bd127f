// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.demo;

import dev.sallyport.filters.access.KeyHash;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * An upstream on loopback that answers with what it received, so that a newcomer sees the credential arrive: its header is
 * masked, its SHA-256 shown.
 */
final class EchoUpstream implements AutoCloseable {

    /** A loopback address nobody else uses, so that opening it to the gateway opens nothing of the developer's. */
    private static final String ADDRESS = "127.83.97.1";

    /** Where a system has only one loopback address. */
    private static final String FALLBACK_ADDRESS = "127.0.0.1";

    static final String CREDENTIAL_HEADER = "x-api-key";

    private static final int MAX_BODY = 64 * 1024;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Logger log = LoggerFactory.getLogger(EchoUpstream.class);

    private final DisposableServer server;

    private EchoUpstream(DisposableServer server) {
        this.server = server;
    }

    static EchoUpstream start() {
        try {
            return new EchoUpstream(bind(ADDRESS));
        } catch (ChannelBindException e) {
            log.debug("{} cannot be bound, using {}", ADDRESS, FALLBACK_ADDRESS);
            return new EchoUpstream(bind(FALLBACK_ADDRESS));
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    @Override
    public void close() {
        server.disposeNow(STOP_TIMEOUT);
    }

    private static DisposableServer bind(String host) {
        return HttpServer.create().host(host).port(0).handle(EchoUpstream::echo).bindNow();
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .reduce(new StringBuilder(), EchoUpstream::append)
                .defaultIfEmpty(new StringBuilder())
                .flatMap(body -> response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .sendByteArray(Mono.fromCallable(() -> answer(request, body.toString())))
                        .then());
    }

    private static StringBuilder append(StringBuilder body, ByteBuf part) {
        int room = MAX_BODY - body.length();
        String text = part.toString(StandardCharsets.UTF_8);
        return body.append(text, 0, Math.min(Math.max(room, 0), text.length()));
    }

    private static byte[] answer(HttpServerRequest request, String body) {
        Map<String, Object> echo = new LinkedHashMap<>();
        echo.put("method", request.method().name());
        echo.put("target", request.uri());
        echo.put("headers", masked(request.requestHeaders()));
        String credential = request.requestHeaders().get(CREDENTIAL_HEADER);
        echo.put(
                "credential_sha256",
                credential == null ? null : KeyHash.of(credential).hex());
        echo.put("body", body);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(echo);
    }

    private static Map<String, String> masked(HttpHeaders headers) {
        Map<String, String> shown = new LinkedHashMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            shown.put(name, name.equals(CREDENTIAL_HEADER) ? "[masked]" : header.getValue());
        });
        return shown;
    }
}
