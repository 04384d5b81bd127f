// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class ErrorResponsesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ErrorResponses responses = new ErrorResponses();

    /** Also where whoever met the bug had words for it: without an id nobody finds it in the log. */
    @Test
    void everyBugHasAnId() {
        assertThat(answerTo(new IllegalStateException("cAnArY")))
                .contains("internal_error", "\"id\":\"")
                .doesNotContain("cAnArY");
        assertThat(answerTo(new GatewayException(ErrorCode.INTERNAL_ERROR, "the exchange failed")))
                .contains("internal_error", "\"id\":\"");
        assertThat(answerTo(new GatewayException(ErrorCode.OVERLOADED, "full")))
                .contains("overloaded", "full")
                .doesNotContain("\"id\":\"");
    }

    private String answerTo(Throwable error) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/proxy/x"));
        responses.handle(exchange, error).block(PATIENCE);
        return exchange.getResponse().getBodyAsString().block(PATIENCE);
    }
}
