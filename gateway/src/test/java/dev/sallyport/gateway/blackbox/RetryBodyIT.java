// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which request bodies are sent again. */
@ExtendWith(SharedGateway.class)
class RetryBodyIT {

    private static final int LARGEST = 64 * 1024;

    private final SharedGateway.Running shared;

    RetryBodyIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, LARGEST})
    void aBodyUpTo64KibIsSentAgain(int length) throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).send("PUT", "/", pattern(length), "Retries: 1");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received()).hasSize(2).allSatisfy(request -> {
                assertThat(request.body()).isEqualTo(pattern(length));
                assertThat(request.headers("content-length")).containsExactly("" + length);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGEST + 1, 5_000_000})
    void aLargerOneIsSentOnce(int length) throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).send("PUT", "/", pattern(length), "Retries: 3");

            expectSentOnce(answer, upstream, length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, LARGEST})
    void aSmallBodyOfUnknownLengthIsSentAgain(int length) throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            RawResponse answer = sendChunked(shared.to(upstream, "bb-none", NONE), pattern(length));

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.body()).isEqualTo(pattern(length)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGEST + 1, 1_000_000})
    void aLargeBodyOfUnknownLengthIsSentOnce(int length) throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            RawResponse answer = sendChunked(shared.to(upstream, "bb-none", NONE), pattern(length));

            expectSentOnce(answer, upstream, length);
        }
    }

    @Test
    void aBodyThatTheProvidersParametersGoIntoIsSentAgain() throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            RawResponse answer = shared.to(upstream, "bb-body", API_KEY)
                    .post("/", "{\"own\":1}", "Content-Type: application/json", "Retries: 1");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(
                            request -> assertThat(request.bodyText()).contains("\"own\":1", "\"api_key\":\"the-key\""));
        }
    }

    @Test
    void theNextCallOnTheSameConnectionIsUntouched() throws IOException {
        try (RawUpstream upstream = failingOnce()) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 3; i++) {
                    String body = "body " + i;
                    client.send(route.head("PUT", "/", "Retries: 1", "Content-Length: " + body.length()) + body);
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
            assertThat(upstream.received())
                    .extracting(RawUpstream.Received::bodyText)
                    .containsExactly("body 0", "body 0", "body 1", "body 2");
        }
    }

    private static void expectSentOnce(RawResponse answer, RawUpstream upstream, int length) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("down");
        assertThat(answer.headers("sallyport-attempts")).containsExactly("1");
        assertThat(answer.headers("sallyport-retry-reason")).containsExactly("body_too_large_to_replay");
        assertThat(upstream.received()).hasSize(1);
        assertThat(upstream.received().getFirst().body()).isEqualTo(pattern(length));
    }

    private static RawUpstream failingOnce() throws IOException {
        return RawUpstream.start(InTurn.of(answer(503, "down"), answer(200, "done")));
    }

    /** In pieces of a size that divides nothing. */
    private static RawResponse sendChunked(Route route, byte[] body) throws IOException {
        int size = 7919;
        try (RawClient client = route.open()) {
            client.send(route.head("PUT", "/", "Retries: 1", "Transfer-Encoding: chunked"));
            for (int from = 0; from < body.length; from += size) {
                int length = Math.min(size, body.length - from);
                byte[] piece = new byte[length];
                System.arraycopy(body, from, piece, 0, length);
                client.send(Integer.toHexString(length) + "\r\n").send(piece).send("\r\n");
            }
            return client.send("0\r\n\r\n").read();
        }
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 ^ i >> 8);
        }
        return bytes;
    }
}
