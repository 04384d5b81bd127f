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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of limits, however a provider writes them. */
@ExtendWith(SharedGateway.class)
class QuotaViewIT {

    private final SharedGateway.Running shared;

    QuotaViewIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    /** In place of the reset stands the moment 30 s from when the answer is sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: 30 | 40",
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: 29.5 | 40",
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: SECONDS | 40",
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: MILLIS | 40",
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: ISO | 40",
                "X-RateLimit-Limit: 40!X-RateLimit-Remaining: 39!X-RateLimit-Reset: HTTP | 40",
                "X-Rate-Limit-Limit: 40!X-Rate-Limit-Remaining: 39!X-Rate-Limit-Reset: SECONDS | 40",
                "RateLimit-Limit: 40, 40;w=60!RateLimit-Remaining: 39!RateLimit-Reset: 30 | 40",
                "RateLimit: \"default\";r=39;t=30!RateLimit-Policy: \"default\";q=40;w=60 | 40",
                "RateLimit-Policy: \"default\";q=40;w=60!RateLimit: \"default\";t=30;r=39!X-RateLimit-Remaining: 1 | 40",
            })
    void theUsualFormsOfAResetMeanTheSameMoment(String headers, long limit) throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.send(answer(
                200, "done", withMoment(headers, Instant.now().plusSeconds(30)).split("!"))))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            Instant before = Instant.now();
            RawResponse answer = route.get("/");
            BucketRow row = BucketRow.await(shared.gateway(), route, "a limit", bucket -> bucket.limit() != null);

            assertThat(answer.headers("sallyport-ratelimit-remaining")).containsExactly("39");
            assertThat(Long.parseLong(answer.header("sallyport-ratelimit-reset").orElse("-1")))
                    .isBetween(28L, 31L);
            assertThat(row.limit()).isEqualTo(limit);
            assertThat(row.remaining()).isBetween(38L, 39L);
            // Seconds are cut off where they are all that is told.
            assertThat(row.resetAt())
                    .isBetween(before.plusMillis(28_900), Instant.now().plusMillis(31_000));
            assertThat(row.blockedUntil()).isNull();
            assertThat(row.waiting()).isZero();
            assertThat(row.connection()).isEqualTo(route.connection());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RateLimit: \"default\";r=abc;t=30",
                "RateLimit: \"default\";t=30",
                "RateLimit: \"default;r=0;t=30",
                "RateLimit: \"default\";r=-1;t=30",
                "RateLimit: default r=0 t=30",
                "RateLimit: ;;;",
                "RateLimit:",
                "X-RateLimit-Remaining: -5!X-RateLimit-Reset: 30",
                "X-RateLimit-Remaining: NaN!X-RateLimit-Reset: 30",
                "X-RateLimit-Remaining:!X-RateLimit-Reset: 30",
                "X-RateLimit-Remaining: none!X-RateLimit-Limit: -1!X-RateLimit-Reset: 30",
            })
    void whatCannotBeReadHoldsNobodyBack(String headers) throws IOException {
        InTurn turns = InTurn.of(answer(200, "one", headers.split("!")), answer(200, "two"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            RawResponse first = route.get("/");
            RawResponse second = route.get("/", "Sallyport-Max-Wait: 0");

            assertThat(first.header("sallyport-ratelimit-remaining")).isEmpty();
            assertThat(second.text()).isEqualTo("two");
        }
    }

    @Test
    void aBlockIsShownWithWhoWaitsForItsEnd() throws Exception {
        InTurn turns = InTurn.of(answer(429, "no", "Retry-After: 3"), answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            Instant before = Instant.now();
            assertThat(route.get("/").status()).isEqualTo(429);
            BucketRow blocked =
                    BucketRow.await(shared.gateway(), route, "blocked", bucket -> bucket.blockedUntil() != null);
            assertThat(blocked.blockedUntil())
                    .isBetween(before.plusSeconds(3), Instant.now().plusMillis(3500));

            try (RawClient one = route.open();
                    RawClient two = route.open()) {
                one.send(route.head("GET", "/"));
                two.send(route.head("GET", "/"));
                BucketRow.awaitWaiting(shared.gateway(), route, 2);

                assertThat(one.read().status()).isEqualTo(200);
                assertThat(two.read().status()).isEqualTo(200);
                BucketRow.awaitWaiting(shared.gateway(), route, 0);
            }
        }
    }

    @Test
    void anOlderAnswerThatComesLateChangesNothing() throws Exception {
        CountDownLatch newerTold = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
            boolean older = request.target().equals("/older");
            if (older) {
                newerTold.await(10, TimeUnit.SECONDS);
            }
            wire.send(answer(
                    200,
                    "done",
                    "X-RateLimit-Limit: 100",
                    "X-RateLimit-Remaining: " + (older ? 50 : 3),
                    "X-RateLimit-Reset: 30"));
        })) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient older = route.open()) {
                older.send(route.head("GET", "/older"));
                Awaitility.await().until(() -> upstream.received().size() == 1);
                assertThat(route.get("/newer").status()).isEqualTo(200);
                BucketRow.await(shared.gateway(), route, "at most 3 left", QuotaViewIT::isNearlySpent);
                newerTold.countDown();
                assertThat(older.read().status()).isEqualTo(200);
            }
            Awaitility.await("the older answer to change nothing")
                    .during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> BucketRow.of(shared.gateway(), route)
                            .filter(QuotaViewIT::isNearlySpent)
                            .isPresent());
        }
    }

    @Test
    void theViewNeedsItsScope() throws IOException {
        String reader = newKey("[\"environment:proxy\"]");
        RawResponse refused = shared.gateway().controlWith(reader, "GET", "/api/quota", "");
        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(refused.text()).contains("\"code\":\"forbidden\"", "quota:read");

        RawResponse shown = shared.gateway().controlWith(newKey("[\"quota:read\"]"), "GET", "/api/quota", "");
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
    }

    private static boolean isNearlySpent(BucketRow row) {
        return row.remaining() != null && row.remaining() <= 3;
    }

    private String newKey(String scopes) throws IOException {
        RawResponse created = shared.gateway()
                .control("POST", "/api-keys", "{\"name\":\"k%d\",\"scopes\":%s}".formatted(System.nanoTime(), scopes));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return JsonMapper.shared()
                .readTree(created.body())
                .path("data")
                .path("secret")
                .asString();
    }

    private static String withMoment(String headers, Instant moment) {
        return headers.replace("SECONDS", "" + moment.getEpochSecond())
                .replace("MILLIS", "" + moment.toEpochMilli())
                .replace("ISO", moment.toString())
                .replace("HTTP", DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC)));
    }
}
