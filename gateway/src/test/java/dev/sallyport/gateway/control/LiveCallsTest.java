// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.gateway.control.activity.RecordedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class LiveCallsTest {

    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final List<String> READ = List.of("activity:read");

    private final ControlPlane plane = new ControlPlane().caller("reader", READ, null, null);

    @Test
    void callsComeAsTheyEnd() {
        add(RecordedCall.answered(200));

        StepVerifier.create(follow("reader", "", _ -> {}))
                .assertNext(event -> assertThat(event.comment()).isNotNull())
                .then(() -> add(RecordedCall.answered(404)))
                .then(() -> pass(1))
                .assertNext(event -> {
                    assertThat(event.event()).isEqualTo("call");
                    assertThat(event.id()).isEqualTo("1-0");
                    assertThat(event.data()).startsWith("{\"id\":\"1-0\"").contains("\"status\":404");
                })
                .thenCancel()
                .verify(SHORT);
    }

    @Test
    void whoComesBackMissesNothing() {
        add(RecordedCall.answered(200));
        add(RecordedCall.answered(201));
        add(RecordedCall.answered(202));

        assertThat(idsAfter("", headers -> headers.set("Last-Event-ID", "0-0"))).containsExactly("1-0", "2-0");
        assertThat(idsAfter("?after=1-0", _ -> {})).containsExactly("2-0");
        assertThat(idsAfter("?after=0-0", headers -> headers.set("Last-Event-ID", "1-0")))
                .containsExactly("2-0");
    }

    @Test
    void onlyWhatFitsTheFilterAndTheKeyComes() {
        plane.caller("alice-only", READ, null, List.of("alice"));
        add(RecordedCall.answered(200));
        add(RecordedCall.answered(404));
        add(RecordedCall.answered(404).by("crm", "bob"));
        add(RecordedCall.answered(500));

        assertThat(ids(follow("alice-only", "?outcome=failed&after=0-0", _ -> {}), 2))
                .containsExactly("1-0", "3-0");
    }

    @Test
    void aCommentComesEveryFifteenSeconds() {
        StepVerifier.create(follow("reader", "", _ -> {}))
                .assertNext(event -> assertThat(event.comment()).isNotNull())
                .then(() -> pass(15))
                .assertNext(event -> assertThat(event.comment()).isNotNull())
                .then(() -> pass(15))
                .assertNext(event -> assertThat(event.comment()).isNotNull())
                .thenCancel()
                .verify(SHORT);
    }

    @Test
    void aStoreThatIsAwayForAMomentCostsNothingButTime() {
        StepVerifier.create(follow("reader", "", _ -> {}))
                .expectNextCount(1)
                .then(() -> {
                    plane.calls.away = true;
                    pass(3);
                    add(RecordedCall.answered(200));
                    plane.calls.away = false;
                    pass(1);
                })
                .assertNext(event -> assertThat(event.id()).isEqualTo("0-0"))
                .thenCancel()
                .verify(SHORT);
    }

    @Test
    void nobodyFollowsLongerThanItsKeyLives() {
        StepVerifier.create(follow("reader", "", _ -> {}))
                .expectNextCount(1)
                .then(() -> plane.callers.remove("reader"))
                .then(() -> pass(15))
                .verifyComplete();
    }

    @Test
    void allStreamsEndWhenTheProcessStops() {
        StepVerifier.create(follow("reader", "", _ -> {}))
                .expectNextCount(1)
                .then(() -> plane.liveCalls.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext())))
                .verifyComplete();
        assertThat(follow("reader", "?after=0-0", _ -> {}).collectList().block(SHORT))
                .isEmpty();
    }

    @Test
    void whoLeavesAsksTheStoreNoMore() {
        StepVerifier.create(follow("reader", "", _ -> {}))
                .expectNextCount(1)
                .thenCancel()
                .verify(SHORT);
        int asked = plane.calls.queries.size();

        pass(30);

        assertThat(plane.calls.queries).hasSize(asked);
    }

    @Test
    void followersAreSoManyAndNoMore() {
        List<Disposable> followers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            followers.add(follow("reader", "", _ -> {}).subscribe());
        }

        var refused = plane.call("reader", HttpMethod.GET, "/api/activity/stream", null);
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.headers().getFirst("Retry-After")).isEqualTo("5");

        followers.getFirst().dispose();
        StepVerifier.create(follow("reader", "", _ -> {}))
                .expectNextCount(1)
                .thenCancel()
                .verify(SHORT);
        followers.forEach(Disposable::dispose);
    }

    @Test
    void aHeadOfTheStreamHasNoStream() {
        var reply = plane.call("reader", HttpMethod.HEAD, "/api/activity/stream", null);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers().getFirst("Content-Type")).startsWith("text/event-stream");
        assertThat(reply.headers().getFirst("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whatIsNoRecordIsNowhereToGoOn() {
        assertThat(plane.call("reader", HttpMethod.GET, "/api/activity/stream?after=x", null)
                        .code())
                .isEqualTo("invalid_query_params");
        assertThat(plane.exchange(HttpMethod.GET, "/api/activity/stream", null, headers -> {
                            headers.setBearerAuth("reader");
                            headers.set("Last-Event-ID", "x");
                        })
                        .code())
                .isEqualTo("invalid_headers");
    }

    private void add(RecordedCall call) {
        plane.calls.records.add(call.build());
    }

    private void pass(int seconds) {
        plane.time.advanceTimeBy(Duration.ofSeconds(seconds));
    }

    private List<String> idsAfter(String query, Consumer<HttpHeaders> more) {
        int last = plane.calls.records.size() - 1;
        return follow("reader", query, more)
                .mapNotNull(ServerSentEvent::id)
                .takeUntil((last + "-0")::equals)
                .collectList()
                .block(SHORT);
    }

    private static List<String> ids(Flux<ServerSentEvent<String>> events, int most) {
        return events.mapNotNull(ServerSentEvent::id).take(most).collectList().block(SHORT);
    }

    private Flux<ServerSentEvent<String>> follow(String caller, String query, Consumer<HttpHeaders> more) {
        FluxExchangeResult<ServerSentEvent<String>> result = plane.client
                .get()
                .uri("/api/activity/stream" + query)
                .headers(headers -> headers.setBearerAuth(caller))
                .headers(more)
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {});
        return result.getResponseBody();
    }
}
