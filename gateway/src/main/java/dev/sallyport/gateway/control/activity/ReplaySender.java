// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Sends calls to the gateway's own service port, so that they go through everything that other calls go through. */
final class ReplaySender {

    static final int SHOWN_BYTES = 64 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Read before the caller of a replay leaves, so that an answer of usual size is recorded as sent. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final HttpClient client =
            HttpClient.create(ConnectionProvider.newConnection()).disableRetry(true);
    private final Supplier<InetSocketAddress> servicePort;

    /** @param servicePort fails in words when it cannot be called */
    ReplaySender(Supplier<InetSocketAddress> servicePort) {
        this.servicePort = servicePort;
    }

    /** @param own headers of whoever sends it */
    Mono<ReplayAnswer> send(ReplayRequest request, Map<String, String> own) {
        return Mono.defer(() -> {
            InetSocketAddress address = servicePort.get();
            long start = System.nanoTime();
            return exchange(client.remoteAddress(() -> address), request, own, start)
                    .timeout(LONGEST)
                    .onErrorMap(error -> failure(error, address));
        });
    }

    private static Mono<ReplayAnswer> exchange(
            HttpClient client, ReplayRequest request, Map<String, String> own, long start) {
        HttpClient.RequestSender sender = client.headers(headers -> {
                    request.headers().forEach(headers::set);
                    own.forEach(headers::set);
                })
                .doOnRequest((head, _) -> withoutAgent(head, request))
                .request(HttpMethod.valueOf(request.method()));
        String body = request.body();
        HttpClient.ResponseReceiver<?> receiver = body == null
                ? sender.uri(request.target())
                : sender.uri(request.target())
                        .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body.getBytes(UTF_8))));
        return receiver.response((head, content) -> read(head, content, start)).single();
    }

    /** The client's own would reach the provider; the gateway has one for calls that have none. */
    private static void withoutAgent(HttpClientRequest head, ReplayRequest request) {
        if (!request.headers().containsKey("user-agent")) {
            head.requestHeaders().remove(HttpHeaderNames.USER_AGENT);
        }
    }

    private static Mono<ReplayAnswer> read(HttpClientResponse head, ByteBufFlux content, long start) {
        int status = head.status().code();
        HttpHeaders headers = head.responseHeaders();
        return Mono.defer(() -> {
            Beginning beginning = new Beginning();
            return content.asByteArray()
                    .takeUntil(beginning::isEnoughWith)
                    .then(Mono.just(false))
                    .onErrorReturn(IOException.class, true)
                    .map(brokenOff -> beginning.toAnswer(status, headers, brokenOff, start));
        });
    }

    private static Throwable failure(Throwable error, InetSocketAddress address) {
        return switch (error) {
            case GatewayException known -> known;
            case TimeoutException _ ->
                new GatewayException(
                                ErrorCode.UPSTREAM_TIMEOUT,
                                "the replay was not over within " + LONGEST.toMillis() + " ms")
                        .with("phase", "total");
            case ConnectException _ ->
                ServicePort.unreachable("the gateway's own service port at " + address.getHostString() + ":"
                        + address.getPort() + " cannot be reached");
            case IOException _ ->
                new GatewayException(
                                ErrorCode.UPSTREAM_UNREACHABLE, "the gateway's own service port closed the connection")
                        .with("reason", "closed");
            default -> error;
        };
    }

    /** As much of a body as is shown, and how much there was. */
    private static final class Beginning {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long read;

        boolean isEnoughWith(byte[] piece) {
            read += piece.length;
            kept.write(piece, 0, Math.min(piece.length, SHOWN_BYTES - kept.size()));
            return read > MOST_BYTES;
        }

        ReplayAnswer toAnswer(int status, HttpHeaders head, boolean brokenOff, long start) {
            boolean whole = read <= SHOWN_BYTES && !brokenOff;
            return new ReplayAnswer(
                    status,
                    head,
                    ReplayAnswer.decoded(kept.toByteArray(), whole),
                    whole,
                    brokenOff,
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
