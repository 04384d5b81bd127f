// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code GET /api/quota} says of one bucket. */
record BucketRow(
        String bucket,
        String integration,
        @Nullable String connection,
        @Nullable Long limit,
        @Nullable Long remaining,
        @Nullable Instant resetAt,
        @Nullable Instant blockedUntil,
        int waiting) {

    /** Reports to the ledger are late by a fraction of a second. */
    private static final Duration LATE = Duration.ofSeconds(5);

    static List<BucketRow> all(Gateway gateway) throws IOException {
        RawResponse answer = gateway.control("GET", "/api/quota", "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<BucketRow> rows = new ArrayList<>();
        for (JsonNode row : JsonMapper.shared().readTree(answer.body()).path("data")) {
            rows.add(of(row));
        }
        return rows;
    }

    /** The only bucket of a connection, or of an integration that shares one. */
    static Optional<BucketRow> of(Gateway gateway, Route route) throws IOException {
        List<BucketRow> rows = all(gateway).stream()
                .filter(row -> row.integration.equals(route.integration())
                        && (row.connection == null || row.connection.equals(route.connection())))
                .toList();
        assertThat(rows).as("buckets of " + route).hasSizeLessThan(2);
        return rows.stream().findFirst();
    }

    /** Waits until the bucket is as wanted. */
    static BucketRow await(Gateway gateway, Route route, String wanted, Predicate<BucketRow> condition) {
        return Awaitility.await("bucket of " + route + ": " + wanted)
                .atMost(LATE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of(gateway, route), row -> row.filter(condition).isPresent())
                .orElseThrow();
    }

    /** A bucket that limits nothing any more is not shown, and nobody waits for it. */
    static void awaitWaiting(Gateway gateway, Route route, int waiting) {
        Awaitility.await(waiting + " waiting for the bucket of " + route)
                .atMost(LATE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of(gateway, route).map(row -> row.waiting).orElse(0) == waiting);
    }

    private static BucketRow of(JsonNode row) {
        return new BucketRow(
                row.path("bucket").asString(),
                row.path("integration").asString(),
                row.path("connection").asStringOpt().orElse(null),
                number(row.path("limit")),
                number(row.path("remaining")),
                moment(row.path("reset_at")),
                moment(row.path("blocked_until")),
                row.path("waiting").asInt());
    }

    private static @Nullable Long number(JsonNode value) {
        return value.isNumber() ? value.asLong() : null;
    }

    private static @Nullable Instant moment(JsonNode value) {
        return value.isString() ? Instant.parse(value.asString()) : null;
    }
}
