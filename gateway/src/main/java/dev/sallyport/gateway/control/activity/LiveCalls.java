// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.GET;

import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityPage.Entry;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.Problem;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Json;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.SafeHeaders;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Calls as they end, as server-sent events. Whoever follows asks the store again and again, so followers are few; none outlives its
 * key or the process.
 */
public final class LiveCalls implements ApplicationListener<ContextClosedEvent> {

    static final int MOST_FOLLOWERS = 100;
    static final Duration PAUSE = Duration.ofSeconds(1);
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST_AT_ONCE = 200;
    private static final String LAST_SEEN = "Last-Event-ID";

    private static final Operation FOLLOW = needing(Scopes.ACTIVITY)
            .query(CallFilter.fields(Field.optional("after", Text.between(1, 40).matching(RecordedCalls.ID))));

    private final Guard guard;
    private final CallerAuthentication authentication;
    private final ActivityStore store;
    private final Scheduler scheduler;
    private final Places places = new Places(MOST_FOLLOWERS, "followers");
    private final Sinks.Empty<Void> stopped = Sinks.empty();

    public LiveCalls(Guard guard, CallerAuthentication authentication, ActivityStore store, Scheduler scheduler) {
        this.guard = guard;
        this.authentication = authentication;
        this.store = store;
        this.scheduler = scheduler;
    }

    public Endpoint endpoint() {
        return guard.open(GET, "/api/activity/stream", FOLLOW, this::follow);
    }

    /** Ends all streams, before the server waits for those who still have a connection. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopped.tryEmitEmpty();
    }

    /** Where the store is away, the first look fails before anything is sent, so that the caller gets an error of ours. */
    private Mono<ServerResponse> follow(Call call, ServerRequest request) {
        ActivityQuery query = CallFilter.of(call);
        String after = after(call, request);
        ServerResponse.BodyBuilder response = SafeHeaders.on(ServerResponse.ok())
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no");
        return request.method().equals(HttpMethod.HEAD)
                ? response.build()
                : response.body(BodyInserters.fromServerSentEvents(places.hold(events(query, after, request))));
    }

    private Flux<ServerSentEvent<String>> events(ActivityQuery query, @Nullable String after, ServerRequest request) {
        return Flux.merge(calls(query, after), heartbeats(request))
                .takeWhile(beat -> !beat.isLast())
                .takeUntilOther(stopped.asMono())
                .map(Beat::event);
    }

    private Flux<Beat> calls(ActivityQuery query, @Nullable String after) {
        return store.follow(query, after, MOST_AT_ONCE)
                .map(page -> Position.of(page, after))
                .flatMapMany(first -> calls(query, first).startWith(Beat.COMMENT));
    }

    private Flux<Beat> calls(ActivityQuery query, Position first) {
        return Mono.just(first)
                .expand(position -> next(query, position))
                .concatMapIterable(Position::entries, 1)
                .map(Beat::of);
    }

    /** A store that is away for a moment costs a follower nothing but time. */
    private Mono<Position> next(ActivityQuery query, Position position) {
        return store.follow(query, position.after(), MOST_AT_ONCE)
                .map(page -> Position.of(page, position.after()))
                .onErrorReturn(StoreUnavailableException.class, new Position(List.of(), position.after()))
                .delaySubscription(position.isFull() ? Duration.ZERO : PAUSE, scheduler);
    }

    private Flux<Beat> heartbeats(ServerRequest request) {
        return Flux.interval(HEARTBEAT, scheduler)
                .onBackpressureDrop()
                .concatMap(_ -> isKeyAlive(request))
                .map(alive -> alive ? Beat.COMMENT : Beat.LAST);
    }

    private Mono<Boolean> isKeyAlive(ServerRequest request) {
        return authentication
                .authenticate(request.exchange().getRequest())
                .map(key -> key.scopes().allow(Scopes.ACTIVITY))
                .onErrorReturn(GatewayException.class, false)
                .onErrorReturn(StoreUnavailableException.class, true);
    }

    private static @Nullable String after(Call call, ServerRequest request) {
        String seen = request.headers().firstHeader(LAST_SEEN);
        if (seen == null || seen.isEmpty()) {
            return call.query().textOrNull("after");
        }
        if (!RecordedCalls.ID.matcher(seen).matches()) {
            throw GatewayException.invalid(
                    ErrorCode.INVALID_HEADERS,
                    List.of(Problem.at("invalid_format", "Invalid id (expected: the id of a record)", LAST_SEEN)));
        }
        return seen;
    }

    /** What was found the last time, and where to go on. */
    private record Position(List<Entry> entries, @Nullable String after) {

        static Position of(ActivityPage page, @Nullable String before) {
            List<Entry> found = page.entries();
            String last = found.isEmpty() ? before : found.getLast().id();
            return new Position(found, page.next() == null ? last : page.next());
        }

        boolean isFull() {
            return entries.size() >= MOST_AT_ONCE;
        }
    }

    /**
     * Something to send.
     *
     * @param isLast ends the stream instead
     */
    private record Beat(ServerSentEvent<String> event, boolean isLast) {

        static final Beat COMMENT = new Beat(comment("following"), false);
        static final Beat LAST = new Beat(comment("over"), true);

        static Beat of(Entry entry) {
            return new Beat(
                    ServerSentEvent.<String>builder()
                            .event("call")
                            .id(entry.id())
                            .data(new String(Json.write(CallJson.write(entry)), StandardCharsets.UTF_8))
                            .build(),
                    false);
        }

        private static ServerSentEvent<String> comment(String text) {
            return ServerSentEvent.<String>builder().comment(text).build();
        }
    }
}
