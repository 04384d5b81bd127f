// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityRecord.Failure;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ReplayMark;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.telemetry.Redaction;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends recorded calls again. */
public final class Replays {

    static final int MOST = 16;
    private static final int LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Operation REPLAY = needing(Scopes.ACTIVITY).body(ReplayRequest.BODY);

    private final Guard guard;
    private final ActivityStore store;
    private final RecordedCalls recorded;
    private final StoredSecrets secrets;
    private final ReplayMark mark;
    private final ReplaySender sender;
    private final Places places = new Places(MOST, "replays");

    /** @param servicePort where this process takes calls; fails in words when it cannot be called */
    public Replays(
            Guard guard,
            ActivityStore store,
            StoredSecrets secrets,
            ReplayMark mark,
            Supplier<InetSocketAddress> servicePort) {
        this.guard = guard;
        this.store = store;
        this.recorded = new RecordedCalls(store);
        this.secrets = secrets;
        this.mark = mark;
        this.sender = new ReplaySender(servicePort);
    }

    public Endpoint endpoint() {
        return guard.open(POST, "/api/activity/records/{id}/replay", REPLAY, this::replay);
    }

    private Mono<ServerResponse> replay(Call call, ServerRequest request) {
        if (!call.may(Scopes.PROXY)) {
            return Mono.error(
                    new GatewayException(ErrorCode.FORBIDDEN, "Insufficient scope. Required: " + Scopes.PROXY));
        }
        String authorization = Objects.requireNonNull(request.headers().firstHeader(HttpHeaders.AUTHORIZATION));
        return recorded.named(call)
                .flatMap(record -> places.hold(Flux.from(again(call, record, authorization)))
                        .single())
                .map(both -> Answer.ok(Map.of("data", both)))
                .flatMap(Answer::render);
    }

    private Mono<Map<String, Object>> again(Call call, ActivityRecord record, String authorization) {
        ReplayRequest request = ReplayRequest.of(record, call.body());
        Map<String, String> own = Map.of(
                HttpHeaders.AUTHORIZATION, authorization, ReplayMark.HEADER, mark.headerValue(call.variable("id")));
        return sender.send(request, own).flatMap(answer -> bothSides(call, record, answer));
    }

    /** The secrets are those after the call, which may have renewed some. */
    private Mono<Map<String, Object>> bothSides(Call call, ActivityRecord record, ReplayAnswer answer) {
        return Mono.zip(secrets.of(record.summary()), idOf(call, answer))
                // Masking a body takes a while, and must not hold up the driver's thread.
                .publishOn(Schedulers.parallel())
                .map(known -> Map.of(
                        "original",
                        original(call.variable("id"), record),
                        "replay",
                        repeated(answer, known.getT1(), known.getT2().orElse(null))));
    }

    /** The replay's own record comes a moment after its answer; empty when it does not, or is not kept. */
    private Mono<Optional<String>> idOf(Call call, ReplayAnswer answer) {
        if (answer.traceId().isEmpty()) {
            return Mono.just(Optional.empty());
        }
        return store.search(ofTrace(call, answer.traceId()), null, 1)
                .flatMap(page -> Mono.justOrEmpty(page.entries().stream().findFirst()))
                .map(entry -> Optional.of(entry.id()))
                .repeatWhenEmpty(LOOKS, looks -> looks.delayElements(BETWEEN_LOOKS))
                .onErrorReturn(Optional.empty());
    }

    private static ActivityQuery ofTrace(Call call, String traceId) {
        return new ActivityQuery(
                call.environment(),
                call.caller().integrations(),
                call.caller().connections(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                traceId,
                null,
                null);
    }

    private static Map<String, @Nullable Object> original(String id, ActivityRecord record) {
        Failure failure = record.failure();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("status", CallJson.status(record.summary().status()));
        json.put("total_ms", CallJson.millis(record.summary().total()));
        json.put("headers", RecordJson.headers(record.responseHeaders()));
        json.put("excerpt", failure == null ? null : failure.excerpt());
        return json;
    }

    private static Map<String, @Nullable Object> repeated(
            ReplayAnswer answer, Redaction redaction, @Nullable String id) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("trace_id", answer.traceId().isEmpty() ? null : answer.traceId());
        json.put("status", answer.status());
        json.put("total_ms", CallJson.millis(answer.total()));
        json.put("headers", RecordJson.headers(answer.headers(redaction)));
        json.put("body", answer.text(redaction.upTo(ReplaySender.SHOWN_BYTES)));
        json.put("body_truncated", !answer.whole());
        json.put("error", answer.error());
        return json;
    }
}
