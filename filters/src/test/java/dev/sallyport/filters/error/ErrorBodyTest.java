// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {

    @Test
    void writesCodeMessageDetailsAndProblemsInThatOrder() {
        GatewayException failure = GatewayException.invalid(
                        ErrorCode.INVALID_HEADERS,
                        List.of(Problem.at("invalid_type", "expected \"string\"", "connection-id", 0)))
                .with("hint", 7);

        assertThat(json(failure))
                .isEqualTo(
                        "{\"error\":{\"code\":\"invalid_headers\",\"message\":\"expected \\\"string\\\"\",\"hint\":7,"
                                + "\"errors\":[{\"code\":\"invalid_type\",\"message\":\"expected \\\"string\\\"\","
                                + "\"path\":[\"connection-id\",0]}]}}");
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(json(new GatewayException(ErrorCode.FORBIDDEN, "no scope")))
                .isEqualTo("{\"error\":{\"code\":\"forbidden\",\"message\":\"no scope\"}}");
    }

    @Test
    void aDetailCannotReplaceTheCode() {
        assertThat(json(new GatewayException(ErrorCode.FORBIDDEN, "no scope").with("code", "fine")))
                .contains("\"code\":\"forbidden\"")
                .doesNotContain("fine");
    }

    @Test
    void saysWhoAnswersAndInWhatFormat() {
        assertThat(headers(new GatewayException(ErrorCode.NOT_FOUND, "gone")))
                .hasSize(2)
                .containsEntry("content-type", "application/json")
                .containsEntry("Sallyport-Source", "gateway");
    }

    @Test
    void roundsRetryAfterUpToWholeSeconds() {
        GatewayException failure = new GatewayException(ErrorCode.OVERLOADED, "full");

        assertThat(headers(failure.retryAfter(Duration.ofMillis(1)))).containsEntry("Retry-After", "1");
        assertThat(headers(failure.retryAfter(Duration.ofSeconds(2)))).containsEntry("Retry-After", "2");
        assertThat(headers(failure.retryAfter(Duration.ofMillis(2001)))).containsEntry("Retry-After", "3");
        assertThat(headers(failure.retryAfter(Duration.ofMillis(-1500)))).containsEntry("Retry-After", "0");
    }

    private static String json(GatewayException failure) {
        return new String(ErrorBody.of(failure).json(), StandardCharsets.UTF_8);
    }

    private static TreeMap<String, String> headers(GatewayException failure) {
        TreeMap<String, String> headers = new TreeMap<>();
        ErrorBody.of(failure).forEachHeader(headers::put);
        return headers;
    }
}
