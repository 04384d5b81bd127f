// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three gateways renew a credential once between them, at a provider that forgives nothing. */
@ExtendWith(Replicas.class)
class RefreshIT {

    private static final int EACH = 200;

    private final Replicas.Three replicas;
    private final RotatingProvider provider = RotatingProvider.strict();

    RefreshIT(Replicas.Three replicas) {
        this.replicas = replicas;
    }

    /** Scenario 31. */
    @Test
    void sixHundredCallersOfAnExpiredTokenCostOneTokenRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider.takes(Duration.ofMillis(300)))) {
            List<Route> routes = connect(upstream, "expired", Instant.now().minusSeconds(60));

            List<RawResponse> answers = Crowd.call(routes, EACH, "GET", "");

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("expired.a1 ");
                assertThat(answer.header("Sallyport-Attempts")).hasValue("1");
                assertThat(answer.header("Sallyport-Waited-Ms")).isEmpty();
            });
            assertThat(provider.tokenRequests()).isOne();
            assertThat(upstream.failures()).isEmpty();
        }
    }

    /** Scenario 15, and N of it. */
    @Test
    void aStormOf401CostsOneRefreshAndOneReplayEach() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider.takes(Duration.ofMillis(300)))) {
            List<Route> routes = connect(upstream, "rejected", null);
            provider.reject("rejected");

            List<RawResponse> answers = Crowd.call(routes, EACH, "POST", "the body");

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("rejected.a1 the body");
                assertThat(answer.header("Sallyport-Attempts"))
                        .hasValueSatisfying(sent -> assertThat(sent).isIn("1", "2"));
            });
            assertThat(answers)
                    .filteredOn(answer ->
                            answer.header("Sallyport-Attempts").orElse("").equals("2"))
                    .hasSizeGreaterThan(EACH)
                    .allSatisfy(answer ->
                            assertThat(answer.header("Sallyport-Retry-Reason")).hasValue("credential_renewed"));
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    @Test
    void aSecond401IsTheCallers() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, "hopeless", null).getFirst();
            provider.reject("hopeless");
            provider.next((request, wire) -> {
                String granted = provider.granted(request);
                provider.reject("hopeless");
                wire.send(granted);
            });

            RawResponse first = route.call("DELETE", "/thing");
            RawResponse second = route.call("DELETE", "/thing");

            assertThat(first.status()).isEqualTo(401);
            assertThat(first.header("Sallyport-Source")).hasValue("upstream");
            assertThat(first.header("Sallyport-Attempts")).hasValue("2");
            assertThat(first.header("Sallyport-Retry-Reason")).hasValue("credential_rejected");
            assertThat(second.status()).isEqualTo(401);
            assertThat(second.header("Sallyport-Attempts")).hasValue("1");
            assertThat(second.header("Sallyport-Retry-Reason")).hasValue("credential_not_renewed");
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    @Test
    void aBodyTooLargeToReplayLeavesThe401AndANewTokenForTheNext() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = connect(upstream, "large", null).getFirst();
            provider.reject("large");

            RawResponse refused = route.send("POST", "/thing", new byte[64 * 1024 + 1]);

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Sallyport-Attempts")).hasValue("1");
            assertThat(refused.header("Sallyport-Retry-Reason")).hasValue("body_too_large_to_replay");
            Awaitility.await().until(() -> route.get("/thing").text().startsWith("large.a1"));
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    @Test
    void aDueTokenServesWhileItIsRenewed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider.takes(Duration.ofMillis(500)))) {
            Route route = connect(upstream, "due", Instant.now().plusSeconds(4)).getFirst();

            Awaitility.await().until(() -> {
                RawResponse answer = route.get("/thing");
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                return answer.text().startsWith("due.a1");
            });

            assertThat(provider.tokenRequests()).isOne();
            assertThat(upstream.received())
                    .as("calls with the old token while the new one was made")
                    .filteredOn(request -> request.headers("authorization").contains("Bearer due.a0"))
                    .isNotEmpty();
        }
    }

    /** Scenario 40. */
    @Test
    void aCallerThatLeavesDoesNotTakeTheRefreshWithIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider.takes(Duration.ofMillis(800)))) {
            Route route =
                    connect(upstream, "left", Instant.now().minusSeconds(60)).getFirst();

            try (var client = route.open()) {
                client.send(route.head("GET", "/thing"));
                Awaitility.await().until(() -> provider.tokenRequests() == 1);
            }

            assertThat(route.get("/thing").text()).isEqualTo("left.a1 ");
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    /** Scenario 35. */
    @Test
    void whileTheProviderIsSilentCallersAreAnsweredInTheirTime() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(provider.takes(Duration.ofSeconds(3)))) {
            List<Route> routes = connect(upstream, "silent", Instant.now().minusSeconds(60));
            long from = System.nanoTime();

            RawResponse answer = routes.get(0).get("/thing", "Sallyport-Timeout: 1000");

            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(1_500));
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.text()).contains("\"code\":\"credential_refresh_failed\"", "\"reason\":\"pending\"");
            assertThat(answer.header("Retry-After")).isPresent();
            assertThat(routes.get(1).get("/thing").text()).isEqualTo("silent.a1 ");
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    private List<Route> connect(RawUpstream upstream, String grant, Instant expiry) throws IOException {
        return replicas.connect(
                replicas.integrateClient("bb-rotating"), upstream, RotatingProvider.credentials(grant, expiry));
    }
}
