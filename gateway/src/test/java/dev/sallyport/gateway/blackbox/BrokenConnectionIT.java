// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.RotatingProvider.credentials;
import static dev.sallyport.gateway.blackbox.RotatingProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** A grant that is gone is a state of its connection, which callers, operators and meters see until somebody repairs it. */
@ExtendWith(SharedGateway.class)
class BrokenConnectionIT {

    private static final String GONE =
            json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"secret words\"}");
    private static final String MACHINE = "{\"type\":\"OAUTH2_CC\",\"client_id\":\"i\",\"client_secret\":\"s\"}";

    private final SharedGateway.Running shared;
    private final RotatingProvider provider = RotatingProvider.strict();

    BrokenConnectionIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    /** Scenario 37. */
    @Test
    void itIsSeenEverywhereAndRepairedByAnImport() throws IOException {
        provider.next((request, wire) -> wire.send(GONE));
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("j", Instant.now().minusSeconds(5)));

            RawResponse first = route.get("/");
            RawResponse second = route.get("/");

            assertThat(List.of(first, second)).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.text()).isEqualTo(424);
                assertThat(answer.text())
                        .contains("\"code\":\"connection_broken\"", "\"reason\":\"invalid_grant\"", "\"since\":\"20")
                        .doesNotContain("secret words");
            });
            assertThat(provider.tokenRequests()).isOne();
            assertThat(listed(route))
                    .hasEntrySatisfying(
                            "errors", errors -> assertThat(errors.toString()).contains("type=auth"));
            assertThat(failure(listed(route)))
                    .containsEntry("state", "broken")
                    .containsEntry("reason", "invalid_grant")
                    .containsKeys("since", "last_good_at", "next_attempt_at");
            assertThat(read(route, "").status()).isEqualTo(424);
            assertThat(read(route, "").text())
                    .contains(
                            "\"code\":\"invalid_credentials\"", "\"payload\":{\"connection\":{", "\"state\":\"broken\"")
                    .doesNotContain("j.a0", "j.r0");
            assertThat(shared.gateway().metrics())
                    .contains("sallyport_connections_broken_total{provider=\"bb-rotating\",reason=\"invalid_grant\"}");
            long broken = awaitCensus();
            assertThat(broken).isPositive();

            repair(route, upstream);

            assertThat(route.get("/").text()).isEqualTo("k.a1 ");
            assertThat(listed(route)).containsEntry("errors", List.of()).doesNotContainKey("refresh_failure");
            assertThat(shared.gateway().metrics())
                    .contains("sallyport_connections_recovered_total{provider=\"bb-rotating\"}");
            assertThat(awaitCensus()).isEqualTo(broken - 1);
        }
    }

    @Test
    void aRefreshThatIsForcedIsMadeWhateverTheTimeAndWhateverFailed() throws IOException {
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("l", Instant.now().plusSeconds(3_600)));

            assertThat(read(route, "").text()).contains("\"l.a0\"").doesNotContain("l.r0");
            assertThat(read(route, "&force_refresh=true&refresh_token=true").text())
                    .contains("\"l.a1\"", "\"l.r1\"");
            assertThat(route.get("/").text()).isEqualTo("l.a1 ");
            provider.next((request, wire) -> wire.send(InTurn.answer(500, "")));
            RawResponse failed = read(route, "&force_refresh=true");
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.text()).contains("\"code\":\"credential_refresh_failed\"", "\"reason\":\"status_500\"");
            assertThat(failed.header("Retry-After")).hasValue("1");
            assertThat(read(route, "&force_refresh=true").text()).contains("\"l.a2\"");
        }
    }

    @Test
    void aReadGetsATokenThatIsGood() throws IOException {
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route route = shared.to(
                    upstream, "bb-rotating", credentials("m", Instant.now().minusSeconds(5)));

            assertThat(read(route, "").text()).contains("\"m.a1\"");
            assertThat(provider.tokenRequests()).isOne();
        }
    }

    @Test
    void aTokenThatWasNotImportedIsObtainedByTheImportOrByTheFirstCall() throws IOException {
        try (RawUpstream upstream = RawUpstream.start(provider)) {
            Route unverified = shared.to(upstream, "bb-machine-here", MACHINE);
            assertThat(provider.tokenRequests()).isZero();
            assertThat(unverified.get("/").text()).isEqualTo("machine ");
            assertThat(provider.tokenRequests()).isOne();

            RawResponse imported = importMachine(unverified, upstream);
            assertThat(imported.status()).as(imported.text()).isEqualTo(201);
            assertThat(imported.text()).contains("\"token\":\"machine\"");
            assertThat(provider.tokenRequests()).isEqualTo(2);

            provider.next((request, wire) -> wire.send(json(401, "{\"error\":\"invalid_client\"}")));
            RawResponse refused = importMachine(unverified, upstream);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("\"code\":\"connection_test_failed\"", "invalid_client");
        }
    }

    /** Waits until the gauge says what the list says: other tests may have left broken ones. */
    private long awaitCensus() throws IOException {
        String list = shared.gateway().control("GET", "/connections", "").text();
        long broken = list.split("\"state\":\"broken\"", -1).length - 1;
        Awaitility.await("gauge of broken connections")
                .atMost(Duration.ofSeconds(40))
                .until(() -> shared.gateway()
                        .metrics()
                        .contains("sallyport_connections_broken_now{environment=\"dev\"} " + broken + ".0"));
        return broken;
    }

    private RawResponse importMachine(Route route, RawUpstream upstream) throws IOException {
        return shared.gateway()
                .control(
                        "POST",
                        "/connections",
                        "{\"provider_config_key\":\"%s\",\"credentials\":%s,\"connection_config\":{\"port\":\"%d\"}}"
                                .formatted(route.integration(), MACHINE, upstream.port()));
    }

    private void repair(Route route, RawUpstream upstream) throws IOException {
        shared.gateway()
                .connect(
                        route.integration(),
                        route.connection(),
                        credentials("k", Instant.now().minusSeconds(5)),
                        "{\"port\":\"" + upstream.port() + "\"}");
    }

    private RawResponse read(Route route, String more) throws IOException {
        return shared.gateway()
                .control(
                        "GET",
                        "/connections/" + route.connection() + "?provider_config_key=" + route.integration() + more,
                        "");
    }

    @SuppressWarnings("unchecked") // that is how JSON comes
    private Map<String, Object> listed(Route route) throws IOException {
        RawResponse list = shared.gateway()
                .control(
                        "GET",
                        "/connections?connectionId=" + route.connection() + "&integrationId=" + route.integration(),
                        "");
        Map<String, Object> all = JsonMapper.shared().readValue(list.body(), Map.class);
        return ((List<Map<String, Object>>) all.get("connections")).getFirst();
    }

    @SuppressWarnings("unchecked") // that is how JSON comes
    private static Map<String, Object> failure(Map<String, Object> connection) {
        return (Map<String, Object>) connection.get("refresh_failure");
    }
}
