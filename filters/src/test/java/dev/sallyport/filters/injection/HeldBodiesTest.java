// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.Samples;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

@ExtendWith(LeakDetection.class)
class HeldBodiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ApiKey CALLER =
            new ApiKey("id", "name", "dev", Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, Samples.NOW);

    private final HeldBodies bodies = new HeldBodies(DataSize.ofBytes(10));
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(this::holdTwice)
                    .codecConfigurer(ServerCodecConfigurer.create())
                    .build()))
            .bindNow(PATIENCE);

    @AfterEach
    void stop() {
        server.disposeNow(PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "0123456789"})
    void aBodyUpToTheBoundIsHeldAndKeptForFurtherAttempts(String body) throws IOException {
        assertThat(post("Content-Length: " + body.length(), body).text()).isEqualTo(body + "|" + body);
        assertThat(post("Transfer-Encoding: chunked", chunked(body)).text()).isEqualTo(body + "|" + body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "2147483648", "9223372036854775807"})
    void aLargerLengthIsRefusedBeforeTheBodyIsRead(String length) throws IOException {
        assertThat(post("Content-Length: " + length, "").status()).isEqualTo(413);
    }

    @Test
    void aLargerBodyOfUnknownLengthIsRefusedOnTheWay() throws IOException {
        assertThat(post("Transfer-Encoding: chunked", "6\r\n012345\r\n" + chunked("678901"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void manyBodiesLeaveNothingBehind() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertThat(post("Content-Length: 5", "abcde").status()).isEqualTo(200);
            assertThat(post("Transfer-Encoding: chunked", chunked("01234567890123"))
                            .status())
                    .isEqualTo(413);
        }
    }

    private Mono<Void> holdTwice(ServerWebExchange exchange) {
        ProxyCall call = ProxyCall.open(exchange, CALLER);
        return bodies.hold(call)
                .zipWhen(first -> bodies.hold(call))
                .flatMap(both ->
                        write(exchange, new String(both.getT1(), US_ASCII) + "|" + new String(both.getT2(), US_ASCII)))
                .onErrorResume(GatewayException.class, refused -> refuse(exchange, refused));
    }

    private static Mono<Void> write(ServerWebExchange exchange, String text) {
        var response = exchange.getResponse();
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(text.getBytes(US_ASCII))));
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, GatewayException refused) {
        exchange.getResponse().setStatusCode(HttpStatus.valueOf(refused.code().status()));
        return write(exchange, refused.code().wireName());
    }

    private RawResponse post(String framing, String body) throws IOException {
        try (RawClient client = RawClient.connect(server.port()).timeout(PATIENCE)) {
            return client.sendHead("POST /proxy/x HTTP/1.1", "Host: a", framing)
                    .send(body)
                    .read();
        }
    }

    private static String chunked(String text) {
        return text.isEmpty() ? "0\r\n\r\n" : Integer.toHexString(text.length()) + "\r\n" + text + "\r\n0\r\n\r\n";
    }
}
