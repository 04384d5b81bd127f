// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.activity.ActivityQuery.Statuses;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.WaitKind;
import dev.sallyport.gateway.control.activity.RecordedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

class ActivityTest {

    private static final List<String> READ = List.of("activity:read");

    private final ControlPlane plane = new ControlPlane().caller("reader", READ, null, null);

    @Test
    void aCallIsListedWithEverythingThatIsKnownOfIt() {
        add(RecordedCall.answered(503)
                .asking("POST", "/proxy/contacts", "?page=2")
                .waited(WaitKind.QUOTA, Duration.ofMillis(1500), "")
                .attempt(503, Duration.ofMillis(80))
                .traced("0af7651916cd43dd8448eb211c80319c")
                .replaying("3-0"));

        assertThat(read("/api/activity").at("data.0"))
                .isEqualTo(map(
                        "id", "0-0",
                        "started_at", "2026-03-04T05:00:00.123Z",
                        "environment", "dev",
                        "api_key_id", "key-1",
                        "integration", "crm",
                        "connection", "alice",
                        "provider", "harbor",
                        "method", "POST",
                        "path", "/proxy/contacts",
                        "host", "api.harbor.example",
                        "status", 503,
                        "error", null,
                        "outcome", "completed",
                        "failed", true,
                        "attempts", 1,
                        "waited_ms", 1500.0,
                        "total_ms", 320.0,
                        "trace_id", "0af7651916cd43dd8448eb211c80319c",
                        "replay_of", "3-0"));
    }

    @Test
    void whatIsNotKnownOfACallIsNull() {
        add(RecordedCall.failed(ErrorCode.UNKNOWN_PROVIDER_CONFIG, "no integration", Map.of())
                .by(null, null)
                .host(""));

        Map<?, ?> call = (Map<?, ?>) read("/api/activity").at("data.0");

        assertThat(call.get("error")).isEqualTo("unknown_provider_config");
        assertThat(List.of("integration", "connection", "provider", "host", "trace_id", "replay_of"))
                .allSatisfy(name -> assertThat(call.get(name)).as(name).isNull());
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        for (int i = 0; i < 3; i++) {
            add(RecordedCall.answered(200));
        }

        Reply first = read("/api/activity?limit=2");
        Reply second = read("/api/activity?limit=2&cursor=" + first.at("next_cursor"));

        assertThat(ids(first)).containsExactly("2-0", "1-0");
        assertThat(first.at("searched_to")).isEqualTo("2026-03-04T05:00:00.123Z");
        assertThat(ids(second)).containsExactly("0-0");
        assertThat(second.at("next_cursor")).isNull();
    }

    @Test
    void everyFilterReachesTheStore() {
        read("/api/activity?outcome=failed&status=404&integration=crm&connection=alice&provider=harbor&method=post"
                + "&error=rate_limited&q=contacts&from=2026-03-04T00:00:00Z&to=2026-03-04T02:00:00%2B01:00");

        var query = plane.calls.queries.getFirst();
        assertThat(query.environment()).isEqualTo("dev");
        assertThat(query.failed()).isTrue();
        assertThat(query.statuses()).isEqualTo(new Statuses(404, 404));
        assertThat(query.integration()).isEqualTo("crm");
        assertThat(query.connectionId()).isEqualTo("alice");
        assertThat(query.provider()).isEqualTo("harbor");
        assertThat(query.method()).isEqualTo("POST");
        assertThat(query.error()).isEqualTo("rate_limited");
        assertThat(query.text()).isEqualTo("contacts");
        assertThat(query.from()).isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
        assertThat(query.to()).isEqualTo(Instant.parse("2026-03-04T01:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"404, 404, 404", "4xx, 400, 499", "500-599, 500, 599", "200-204, 200, 204"})
    void aStatusIsOneOrARange(String status, int first, int last) {
        read("/api/activity?status=" + status);

        assertThat(plane.calls.queries.getFirst().statuses()).isEqualTo(new Statuses(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outcome=maybe",
                "status=4x",
                "status=600",
                "status=599-500",
                "status=200-",
                "error=nonsense",
                "method=G%20T",
                "q=",
                "from=yesterday",
                "from=2026-03-04T00:00:00",
                "from=2026-03-04T00:00:00Z&to=2026-03-04T00:00:00Z",
                "limit=0",
                "limit=201",
                "page=1",
                "q=a&q=b"
            })
    void aBadQueryIsRefused(String query) {
        Reply reply = read("/api/activity?" + query);

        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_query_params");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9-0", "x", "1", "1-2-3", "99999999999999999999-0"})
    void aRecordThatIsNotThereIsNotFound(String id) {
        Reply reply = read("/api/activity/records/" + id);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not_found");
    }

    @Test
    void aRecordIsReadWhole() {
        add(RecordedCall.answered(503)
                .asking("GET", "/proxy/contacts", "?page=2")
                .requestHeader("accept", "application/json")
                .responseHeader("retry-after", "7")
                .attempt(503, Duration.ofMillis(80))
                .decided("status_code_503", true)
                .waited(WaitKind.BACKOFF, Duration.ofMillis(700), "")
                .attempt(503, Duration.ofMillis(90))
                .decided("attempts_exhausted", false));

        Reply reply = read("/api/activity/records/0-0");

        assertThat(reply.at("data.query")).isEqualTo("?page=2");
        assertThat(reply.at("data.request_headers"))
                .isEqualTo(List.of(Map.of("name", "accept", "value", "application/json")));
        assertThat(reply.at("data.response_headers.0.value")).isEqualTo("7");
        assertThat(reply.at("data.request_bytes")).isEqualTo(12);
        assertThat(reply.at("data.response_bytes")).isEqualTo(3500);
        assertThat(reply.at("data.timings"))
                .isEqualTo(map(
                        "door_ms",
                        1.235,
                        "store_ms",
                        null,
                        "waited_ms",
                        700.0,
                        "connect_ms",
                        null,
                        "head_ms",
                        null,
                        "total_ms",
                        320.0));
        assertThat(reply.at("data.steps.0"))
                .isEqualTo(map(
                        "at_ms",
                        0.0,
                        "type",
                        "attempt",
                        "number",
                        1,
                        "method",
                        "GET",
                        "url",
                        "https://api.harbor.example/proxy/contacts",
                        "connected_ms",
                        5.0,
                        "lasted_ms",
                        80.0,
                        "status",
                        503,
                        "error",
                        null));
        assertThat(reply.at("data.steps.1"))
                .isEqualTo(map("at_ms", 2.0, "type", "decision", "reason", "status_code_503", "again", true));
        assertThat(reply.at("data.steps.2"))
                .isEqualTo(map("at_ms", 1.0, "type", "wait", "kind", "backoff", "lasted_ms", 700.0, "result", null));
        assertThat(reply.at("data.failure"))
                .isEqualTo(map("message", "", "details", Map.of(), "excerpt", "{\"error\":\"no\"}"));
        assertThat((String) reply.at("data.explanation.what")).startsWith("harbor answered 503");
        assertThat((String) reply.at("data.explanation.todo")).contains("after 7 s");
    }

    @Test
    void theHistogramHasAsManyBarsAsAskedFor() {
        String period = "from=2026-03-04T00:00:00Z&to=2026-03-04T01:00:00Z";

        Reply reply = read("/api/activity/histogram?bars=2&" + period);

        assertThat(reply.at("data.1"))
                .isEqualTo(map(
                        "from",
                        "2026-03-04T00:30:00.000Z",
                        "to",
                        "2026-03-04T01:00:00.000Z",
                        "succeeded",
                        1,
                        "failed",
                        1));
        assertThat(reply.at("complete")).isEqualTo(true);
        assertThat((List<?>) read("/api/activity/histogram?" + period).at("data"))
                .hasSize(60);
        assertThat(read("/api/activity/histogram?from=2026-03-04T00:00:00Z").problem())
                .isEqualTo("invalid_type [to]");
    }

    private void add(RecordedCall call) {
        plane.calls.records.add(call.build());
    }

    private Reply read(String uri) {
        return plane.call("reader", HttpMethod.GET, uri, null);
    }

    private static List<Object> ids(Reply reply) {
        return ((List<?>) reply.at("data"))
                .stream().<Object>map(call -> ((Map<?, ?>) call).get("id")).toList();
    }

    /** Names and values in turn; unlike {@code Map.of} with nulls. */
    private static Map<String, Object> map(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], members[i + 1]);
        }
        return map;
    }
}
