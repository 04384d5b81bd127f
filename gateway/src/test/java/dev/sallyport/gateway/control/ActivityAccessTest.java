// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.gateway.control.activity.RecordedCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** Who sees what of activity. */
class ActivityAccessTest {

    private static final List<String> READ = List.of("activity:read");

    private final ControlPlane plane = new ControlPlane().caller("reader", READ, null, null);

    @Test
    void aKeySeesOnlyCallsOfItsOwnLists() {
        add(RecordedCall.answered(200));
        add(RecordedCall.answered(200).by("crm", "bob"));
        add(RecordedCall.answered(200).by("mail", "alice"));
        add(RecordedCall.failed(ErrorCode.INVALID_HEADERS, "no", Map.of()).by(null, null));
        plane.caller("crm-only", READ, List.of("crm"), null);
        plane.caller("alice-only", READ, null, List.of("alice"));

        assertThat(ids(plane.call("crm-only", HttpMethod.GET, "/api/activity", null)))
                .containsExactly("1-0", "0-0");
        assertThat(ids(plane.call("alice-only", HttpMethod.GET, "/api/activity", null)))
                .containsExactly("2-0", "0-0");
        assertThat(statusOf("crm-only", "0-0")).isEqualTo(200);
        assertThat(statusOf("crm-only", "2-0")).isEqualTo(404);
        assertThat(statusOf("crm-only", "3-0")).isEqualTo(404);
        assertThat(statusOf("alice-only", "1-0")).isEqualTo(404);
        assertThat(statusOf("reader", "3-0")).isEqualTo(200);
    }

    @Test
    void anotherEnvironmentsRecordDoesNotExist() {
        add(RecordedCall.answered(200).in("prod"));

        assertThat(read("/api/activity").at("data")).isEqualTo(List.of());
        assertThat(statusOf("reader", "0-0")).isEqualTo(404);
    }

    @Test
    void theSessionSaysWhoLooksAndWhatIsOffered() {
        plane.caller("operator", List.of("activity:read", "environment:*"), null, null);

        assertThat(read("/api/activity/session").at("data"))
                .isEqualTo(Map.of(
                        "environment", "dev",
                        "key_name", "reader",
                        "scopes", READ,
                        "may_replay", false,
                        "trace_url", "https://traces.example/{trace_id}",
                        "version", "1.2.3"));
        assertThat(plane.call("operator", HttpMethod.GET, "/api/activity/session", null)
                        .at("data.may_replay"))
                .isEqualTo(true);
    }

    @Test
    void quotasAreShownByTheScopeOfThePage() {
        plane.quotas.views.add(
                new BucketView(new BucketKey("dev", "crm", "alice", "default"), 100L, 40L, null, null, 0));

        assertThat(read("/api/activity/quotas?integration=crm").at("data.0.remaining"))
                .isEqualTo(40);
        assertThat(plane.get("/api/activity/quotas").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/activity",
                "/api/activity/stream",
                "/api/activity/histogram?from=2026-03-04T00:00:00Z&to=2026-03-04T01:00:00Z",
                "/api/activity/records/0-0",
                "/api/activity/connections",
                "/api/activity/quotas",
                "/api/activity/session"
            })
    void everyOperationNeedsTheScopeAndNothingElse(String uri) {
        plane.caller("everything-else", List.of("environment:*", "quota:read"), null, null);

        assertThat(plane.call("everything-else", HttpMethod.GET, uri, null).code())
                .isEqualTo("forbidden");
        assertThat(plane.call("stranger", HttpMethod.GET, uri, null).status()).isEqualTo(401);
    }

    @Test
    void withoutTheStoreNobodyKnows() {
        plane.calls.away = true;

        for (String uri : List.of("/api/activity", "/api/activity/records/0-0", "/api/activity/stream")) {
            Reply reply = read(uri);
            assertThat(reply.status()).as(uri).isEqualTo(503);
            assertThat(reply.code()).isEqualTo("store_unavailable");
            assertThat(reply.headers().getFirst("Retry-After")).isEqualTo("1");
        }
    }

    private void add(RecordedCall call) {
        plane.calls.records.add(call.build());
    }

    private Reply read(String uri) {
        return plane.call("reader", HttpMethod.GET, uri, null);
    }

    private int statusOf(String caller, String id) {
        return plane.call(caller, HttpMethod.GET, "/api/activity/records/" + id, null)
                .status();
    }

    private static List<Object> ids(Reply reply) {
        return ((List<?>) reply.at("data"))
                .stream().<Object>map(call -> ((Map<?, ?>) call).get("id")).toList();
    }
}
