// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.RotatingProvider.credentials;
import static dev.sallyport.gateway.blackbox.RotatingProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Token endpoints that do not answer as they should. */
@ExtendWith(SharedGateway.class)
class RefreshFaultIT {

    private final SharedGateway.Running shared;
    private final RotatingProvider provider = RotatingProvider.strict();

    RefreshFaultIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    /** Answers in place of a token. */
    private enum Fault {
        THROTTLED("status_429", InTurn.answer(429, "slow down", "Retry-After: 7")),
        BROKEN("status_500", InTurn.answer(500, "oops")),
        PAGE("html_answer", InTurn.answer(200, "<html>log in</html>", "Content-Type: text/html")),
        NOTHING("empty_answer", InTurn.answer(200, "")),
        NO_TOKEN("no_token", json(200, "{\"hello\":\"world\"}")),
        ENDLESS("too_large", json(200, "{\"access_token\":\"" + "x".repeat(2 << 20) + "\"}")),
        REFUSED_CLIENT("invalid_client", json(401, "{\"error\":\"invalid_client\"}"));

        private final String reason;
        private final String answer;

        Fault(String reason, String answer) {
            this.reason = reason;
            this.answer = answer;
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAUsableTokenCallersAreToldWhyAndWhenToComeBack(Fault fault) throws IOException {
        provider.next((request, wire) -> wire.send(fault.answer));
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("f", Instant.now().minusSeconds(5)));

            RawResponse answer = route.get("/", "Retries: 2");
            RawResponse next = route.get("/");

            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.text())
                    .contains("\"code\":\"credential_refresh_failed\"", "\"reason\":\"" + fault.reason + "\"");
            assertThat(answer.header("Retry-After")).hasValue(fault == Fault.THROTTLED ? "7" : "1");
            assertThat(answer.header("Sallyport-Attempts")).isEmpty();
            assertThat(next.status()).isEqualTo(503);
            assertThat(provider.tokenRequests())
                    .as("the second call does not ask")
                    .isOne();
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void aTokenThatHasNotExpiredServesMeanwhile() throws IOException {
        provider.next((request, wire) -> wire.send(Fault.BROKEN.answer));
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("g", Instant.now().plusSeconds(5)));

            Awaitility.await().until(() -> {
                RawResponse answer = route.get("/");
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                return answer.text().startsWith("g.a1");
            });

            assertThat(provider.tokenRequests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3600\"", "0", "-1", "1e30", "null", "\"soon\"", "[]", "3600.5"})
    void aLifeThatMakesNoSenseIsNone(String life) throws IOException {
        provider.next((request, wire) -> wire.send(
                json(200, "{\"access_token\":\"h.a0\",\"refresh_token\":\"h.r1\",\"expires_in\":%s}".formatted(life))));
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("h", Instant.now().minusSeconds(5)));

            assertThat(route.get("/").text()).isEqualTo("h.a0 ");
            assertThat(route.get("/").text()).isEqualTo("h.a0 ");
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    /** Scenario 42. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-Evil: 1", "a\\u0000b", "caf\\u00e9"})
    void aTokenThatCouldEndAHeaderIsNotStored(String token) throws IOException {
        provider.next((request, wire) -> wire.send(json(200, "{\"access_token\":\"" + token + "\"}")));
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("i", Instant.now().minusSeconds(5)));

            RawResponse answer = route.get("/");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("\"reason\":\"unusable_token\"");
            assertThat(upstream.received()).hasSize(1);
        }
    }
}
