// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A collector on loopback that remembers what it was sent. */
final class OtlpReceiver implements AutoCloseable {

    /** One byte of flags and four of length before each gRPC message. */
    private static final int GRPC_PREFIX = 5;

    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    private OtlpReceiver(HttpProtocol protocol, Duration delay) {
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(protocol)
                .route(routes -> routes.post("/v1/traces", (request, response) -> answerHttp(request, response, delay))
                        .post("/opentelemetry.proto.collector.trace.v1.TraceService/Export", this::answerGrpc))
                .bindNow(Duration.ofSeconds(5));
    }

    static OtlpReceiver http() {
        return new OtlpReceiver(HttpProtocol.HTTP11, Duration.ZERO);
    }

    static OtlpReceiver slowHttp(Duration delay) {
        return new OtlpReceiver(HttpProtocol.HTTP11, delay);
    }

    static OtlpReceiver grpc() {
        return new OtlpReceiver(HttpProtocol.H2C, Duration.ZERO);
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.port();
    }

    List<String> spanNames() {
        return requests.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> span.getName())
                .toList();
    }

    Map<String, String> resource() {
        return requests.getFirst().getResourceSpans(0).getResource().getAttributesList().stream()
                .collect(Collectors.toMap(
                        pair -> pair.getKey(), pair -> pair.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }

    private Publisher<Void> answerHttp(HttpServerRequest request, HttpServerResponse response, Duration delay) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .doOnNext(this::remember)
                .then(Mono.delay(delay))
                .then(response.header("content-type", "application/x-protobuf").send());
    }

    private Publisher<Void> answerGrpc(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asByteArray()
                .doOnNext(bytes -> remember(Arrays.copyOfRange(bytes, GRPC_PREFIX, bytes.length)))
                .then(response.header("content-type", "application/grpc")
                        .header("trailer", "grpc-status")
                        .trailerHeaders(trailers -> trailers.set("grpc-status", "0"))
                        .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(new byte[GRPC_PREFIX])))
                        .then());
    }

    private void remember(byte[] message) {
        try {
            requests.add(ExportTraceServiceRequest.parseFrom(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
