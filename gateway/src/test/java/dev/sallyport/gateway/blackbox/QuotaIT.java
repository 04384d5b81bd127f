// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is learned from a provider's answers keeps the next call back, or refuses it. */
@ExtendWith(SharedGateway.class)
class QuotaIT {

    private static final String[] SPENT = {"X-RateLimit-Limit: 10", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 30"
    };

    /** How long a call may take that is not held back, on a busy machine. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private static final Duration LATE = Duration.ofSeconds(3);

    private final SharedGateway.Running shared;

    QuotaIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void aSpentLimitHoldsTheNextCallBackUntilTheReset() throws IOException {
        InTurn turns = InTurn.of(
                answer(200, "one", "X-RateLimit-Limit: 10", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1"),
                answer(200, "two", "X-RateLimit-Limit: 10", "X-RateLimit-Remaining: 9", "X-RateLimit-Reset: 1"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            RawResponse first = route.get("/");
            RawResponse second = route.get("/");

            assertThat(first.headers("sallyport-ratelimit-remaining")).containsExactly("0");
            assertThat(first.headers("sallyport-ratelimit-reset")).containsExactly("1");
            // Nothing was known yet, so the first may have asked Redis.
            assertThat(waitedMs(first)).isLessThan(AT_ONCE.toMillis());
            assertThat(second.text()).isEqualTo("two");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofSeconds(1), LATE.plusSeconds(1));
            assertThat(waitedMs(second))
                    .as("Sallyport-Waited-Ms of a call that waited")
                    .isBetween(500L, LATE.toMillis() + 1000);
            assertThat(second.headers("sallyport-ratelimit-remaining")).containsExactly("9");
            assertThat(second.headers("sallyport-attempts")).containsExactly("1");
        }
    }

    /** Whoever has read that nothing is left, and calls again at once, must not find the gateway knowing less. */
    @Test
    void callsThatComeOnTheHeelsOfTheLastPermitAreHeldBack() throws IOException {
        for (int round = 0; round < 30; round++) {
            LimitedUpstream limited = new LimitedUpstream(3, Duration.ofSeconds(60));
            try (RawUpstream upstream = RawUpstream.start(limited)) {
                Route route = shared.to(upstream, "bb-own", NONE);
                List<RawClient> next = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    next.add(route.open());
                }
                for (int i = 0; i < 3; i++) {
                    assertThat(route.get("/").status()).isEqualTo(200);
                }
                for (RawClient client : next) {
                    client.send(route.head("GET", "/", "Sallyport-Max-Wait: 0"));
                }
                for (RawClient client : next) {
                    assertThat(client.read().headers("sallyport-source"))
                            .as("who refused, round %d: %s %s", round, limited, limited.arrivals())
                            .containsExactly("gateway");
                    client.close();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sallyport-Max-Wait: 0, {}",
        "Sallyport-Max-Wait: 20000, {}",
        "Sallyport-Max-Wait: PT5S, {}",
        "X-None: 1, {}",
        "X-None: 1, '{\"max_wait\":\"1s\"}'",
        "Sallyport-Timeout: 5000, '{\"max_wait\":\"60s\"}'",
    })
    void aWaitThatDoesNotFitIsRefusedAtOnce(String header, String options) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(200, "one", SPENT))) {
            Route route = shared.to(upstream, "bb-none", NONE, options);
            long from = System.nanoTime();
            assertThat(route.get("/").status()).isEqualTo(200);
            long asked = System.nanoTime();
            RawResponse refused = route.get("/", header);

            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as("time to refuse")
                    .isLessThan(AT_ONCE);
            expectRefused(refused, from, 30_000);
            assertThat(upstream.received()).as("requests upstream").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aRefusalBlocksItsConnectionAndNoOther(int status) throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/busy") ? answer(status, "no", "Retry-After: 30") : RawUpstream.ok("done")))) {
            Route one = shared.to(upstream, "bb-none", NONE);
            Route other = shared.to(upstream, "bb-none", NONE);
            long from = System.nanoTime();
            RawResponse busy = one.get("/busy");

            assertThat(busy.status()).isEqualTo(status);
            assertThat(busy.headers("sallyport-source")).containsExactly("upstream");
            expectRefused(one.get("/", "Sallyport-Max-Wait: 1000"), from, 30_000);
            assertThat(other.get("/").status()).isEqualTo(200);
            assertThat(upstream.received()).as("requests upstream").hasSize(2);
        }
    }

    @Test
    void aBlockedConnectionGoesOnWhenTheProviderSaid() throws IOException {
        InTurn turns = InTurn.of(answer(429, "no", "Retry-After: 1"), answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            Route route = shared.to(upstream, "bb-none", NONE);

            assertThat(route.get("/").status()).isEqualTo(429);
            assertThat(route.get("/").status()).isEqualTo(200);
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofSeconds(1), LATE.plusSeconds(1));
        }
    }

    @Test
    void aLimitOfTheWholeIntegrationBlocksAllItsConnections() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(
                request.target().equals("/busy") ? answer(429, "no", "Retry-After: 30") : RawUpstream.ok("done")))) {
            Route one = shared.to(upstream, "bb-shared", NONE, "{\"max_wait\":\"2s\"}");
            Route sibling = shared.to(upstream, "bb-shared", NONE, "{\"max_wait\":\"2s\"}");
            Route stranger = shared.to(upstream, "bb-shared", NONE, "{\"max_wait\":\"3s\"}");
            long from = System.nanoTime();

            assertThat(sibling.get("/").status()).isEqualTo(200);
            assertThat(one.get("/busy").status()).isEqualTo(429);
            expectRefused(one.get("/"), from, 30_000);
            expectRefused(sibling.get("/"), from, 30_000);
            assertThat(stranger.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aLimitThatTheCatalogueDeclaresIsKept() throws Exception {
        Arrivals arrivals = new Arrivals();
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            arrivals.mark("");
            wire.send(RawUpstream.ok("done"));
        })) {
            Route route = shared.to(upstream, "bb-declared", NONE);
            for (int i = 0; i < 12; i++) {
                assertThat(route.get("/").status()).isEqualTo(200);
            }
            // Between the permit and the arrival a few milliseconds may pass, more for one call than for another.
            assertThat(arrivals.mostWithin(Duration.ofMillis(900)))
                    .as("most arrivals within 900 ms of a limit of 5 per second: " + arrivals)
                    .isEqualTo(5);
        }
    }

    @Test
    void aRefusalInABodyIsSeenAndThePostSentAgain() throws IOException {
        InTurn turns = InTurn.of(graphql(throttled(10)), graphql("{\"data\":{\"shop\":1}}"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer =
                    shared.to(upstream, "bb-graphql", NONE).post("/graphql.json", "{\"query\":\"{}\"}", "Retries: 1");

            assertThat(answer.text()).isEqualTo("{\"data\":{\"shop\":1}}");
            assertThat(answer.headers("sallyport-attempts")).containsExactly("2");
            assertThat(answer.headers("sallyport-retry-reason")).containsExactly("throttled");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofSeconds(1), LATE.plusSeconds(1));
            assertThat(upstream.received())
                    .allMatch(request -> request.bodyText().equals("{\"query\":\"{}\"}"));
        }
    }

    @Test
    void aRefusalInABodyBlocksItsBucketAndReachesTheCallerWhole() throws IOException {
        try (RawUpstream upstream =
                RawUpstream.start(InTurn.of(graphql(throttled(3)), answer(200, "rest"), graphql("{\"data\":{}}")))) {
            Route route = shared.to(upstream, "bb-graphql", NONE);
            RawResponse busy = route.post("/graphql.json", "{}");

            assertThat(busy.status()).isEqualTo(200);
            assertThat(busy.text()).isEqualTo(throttled(3));
            assertThat(busy.headers("sallyport-ratelimit-remaining")).containsExactly("3");
            assertThat(route.post("/graphql.json", "{}", "Sallyport-Max-Wait: 0")
                            .status())
                    .isEqualTo(429);
            assertThat(route.get("/other.json").text()).isEqualTo("rest");
            assertThat(route.post("/graphql.json", "{}").text()).isEqualTo("{\"data\":{}}");
        }
    }

    private static String graphql(String body) {
        return answer(200, body, "Content-Type: application/json");
    }

    private static String throttled(int available) {
        return ("{\"errors\":[{\"message\":\"Throttled\",\"extensions\":{\"code\":\"THROTTLED\"}}],"
                        + "\"extensions\":{\"cost\":{\"throttleStatus\":{\"maximumAvailable\":1000.0,"
                        + "\"currentlyAvailable\":%d,\"restoreRate\":50.0}}}}")
                .formatted(available);
    }

    private static long waitedMs(RawResponse answer) {
        return Long.parseLong(answer.header("sallyport-waited-ms").orElse("-1"));
    }

    /**
     * @param from when the hold had not begun
     * @param holdMs how long it lasts
     */
    private static void expectRefused(RawResponse answer, long from, long holdMs) throws IOException {
        long passed = Duration.ofNanos(System.nanoTime() - from).toMillis();
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(429);
        assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
        JsonNode error = JsonMapper.shared().readTree(answer.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("rate_limited");
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(error.path("bucket").asString()).isNotBlank();
        // Never sooner than the provider said; a margin above is the gateway's own.
        assertThat(error.path("retry_after_ms").asLong()).isBetween(holdMs - passed, holdMs + 500);
        assertThat(Long.parseLong(answer.header("retry-after").orElse("-1")))
                .as("Retry-After")
                .isBetween((holdMs - passed) / 1000, holdMs / 1000 + 2);
    }
}
