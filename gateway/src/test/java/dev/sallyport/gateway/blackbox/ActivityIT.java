// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a real call leaves: found, followed, read, sent again, and seen on the page. */
@ExtendWith(SharedGateway.class)
class ActivityIT {

    private static final String CANARY = "cAnArY/Activity+Key/a1b2c3";
    private static final String CREDENTIAL = "{\"type\":\"API_KEY\",\"apiKey\":\"" + CANARY + "\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SharedGateway.Running shared;

    ActivityIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void aCallThatWasRepeatedIsFoundWithItsSteps() throws IOException {
        try (RawUpstream upstream = RawUpstream.start(InTurn.of(answer(503, "away"), answer(200, "back")))) {
            Route route = shared.to(upstream, "bb-header", CREDENTIAL);
            RawResponse done = route.get("/things/7?token=abc", "Retries: 1");
            assertThat(done.status()).isEqualTo(200);

            JsonNode call = only("connection=" + route.connection());
            assertThat(call.path("path").asString()).isEqualTo("/proxy/things/7");
            assertThat(call.path("failed").asBoolean()).isFalse();
            assertThat(call.path("attempts").asInt()).isEqualTo(2);
            assertThat(done.header("sallyport-trace-id"))
                    .contains(call.path("trace_id").asString());
            assertThat(only("q=" + call.path("trace_id").asString()).path("id")).isEqualTo(call.path("id"));

            JsonNode record = get("/records/" + call.path("id").asString()).path("data");
            assertThat(record.path("query").asString()).isEqualTo("token=[redacted]");
            assertThat(record.path("steps"))
                    .extracting(step -> step.path("type").asString())
                    .containsSubsequence("attempt", "decision", "wait", "attempt");
            assertThat(record.path("steps"))
                    .filteredOn(step -> step.path("type").asString().equals("attempt"))
                    .extracting(step -> step.path("status").asInt())
                    .containsExactly(503, 200);
            assertThat(record.path("explanation").path("what").asString()).contains("503");
        }
    }

    @Test
    void aFailureTellsWhatTheProviderSaidAndNoSecret() throws IOException {
        String echo = "{\"error\":\"no such thing\",\"you_sent\":\"" + CANARY + "\"}";
        try (RawUpstream upstream =
                RawUpstream.answering(answer(404, echo, "Content-Type: application/json", "X-Echo: " + CANARY))) {
            Route route = shared.to(upstream, "bb-header", CREDENTIAL);
            route.get("/missing");

            JsonNode call = only("outcome=failed&status=4xx&connection=" + route.connection());
            String whole = get("/records/" + call.path("id").asString()).toString();
            assertThat(whole).contains("no such thing", "[redacted]").doesNotContain(CANARY);
        }
    }

    @Test
    void aCallIsFollowedAsItComesAndSentAgain() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(answer(200, "one", "Content-Type: text/plain"));
                RawClient follower = RawClient.connect(shared.gateway().managementPort())) {
            Route route = shared.to(upstream, "bb-header", CREDENTIAL);
            follower.timeout(PATIENCE);
            follower.sendHead(
                    "GET /api/activity/stream?connection=" + route.connection() + " HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + Gateway.KEY);
            assertThat(follower.readToHead().status()).isEqualTo(200);
            route.get("/again?page=2");
            JsonNode call = only("connection=" + route.connection());
            String id = call.path("id").asString();

            JsonNode both = JsonMapper.shared()
                    .readTree(ask("POST", "/records/" + id + "/replay", "{}").body())
                    .path("data");
            assertThat(both.path("replay").path("status").asInt())
                    .as(both.toString())
                    .isEqualTo(200);
            assertThat(both.path("replay").path("body").asString()).isEqualTo("one");
            assertThat(upstream.received()).hasSize(2);
            assertThat(upstream.received().getLast().head())
                    .contains("/again?page=2", CANARY)
                    .doesNotContain(Gateway.KEY);

            List<JsonNode> calls = await("connection=" + route.connection(), 2);
            assertThat(calls.getFirst().path("replay_of").asString()).isEqualTo(id);
            assertThat(readTo(follower, "\"replay_of\":\"" + id + "\"")).contains("event:call", "id:" + id);
        }
    }

    @Test
    void thePageShowsIt() throws IOException {
        String origin = "http://localhost:" + shared.gateway().managementPort();
        try (RawUpstream upstream = RawUpstream.answering(answer(503, "away"));
                Browser browser = new Browser(origin)) {
            Route route = shared.to(upstream, "bb-header", CREDENTIAL);
            route.get("/on-the-page");
            only("connection=" + route.connection());

            Page page = browser.desktop();
            page.addInitScript("sessionStorage.setItem('sallyport.activity.key', '%s')".formatted(Gateway.KEY));
            page.navigate(origin + "/activity?connection=" + route.connection());
            ActivitySite.row(page, "/on-the-page").click();

            PlaywrightAssertions.assertThat(ActivitySite.record(page).locator(".what"))
                    .containsText("503");
            page.navigate(origin + "/activity/connections?q=" + route.connection());
            PlaywrightAssertions.assertThat(page.getByText(route.connection()).first())
                    .isVisible();
            browser.assertQuiet();
        }
    }

    private static String readTo(RawClient client, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = client.stream().read();
            assertThat(next).as("more than %s", text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    private JsonNode only(String query) {
        return await(query, 1).getFirst();
    }

    private List<JsonNode> await(String query, int calls) {
        return Awaitility.await(calls + " calls of " + query)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("?" + query).path("data").valueStream().toList(), found -> found.size() == calls);
    }

    private JsonNode get(String path) throws IOException {
        RawResponse answer = ask("GET", path, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private RawResponse ask(String method, String path, String json) throws IOException {
        try (RawClient client = RawClient.connect(shared.gateway().managementPort())) {
            client.timeout(PATIENCE);
            client.sendHead(
                    method + " /api/activity" + path + " HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + Gateway.KEY,
                    "Content-Type: application/json",
                    "Content-Length: " + json.length(),
                    "Connection: close");
            return client.send(json.getBytes(StandardCharsets.UTF_8)).read();
        }
    }
}
