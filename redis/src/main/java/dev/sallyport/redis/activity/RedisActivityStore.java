// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * For each environment a stream of summaries, which are searched, one of details beside it, and lists of ids that make a
 * search short ({@link RecordList}). A search is many short scripts, none of which holds up other users of Redis. Not sealed:
 * what Redis searches it has to read, and records hold no secrets.
 */
public final class RedisActivityStore implements ActivityStore {

    /** After which a search answers what it has. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-fA-F]{32}");

    private final Script append = Script.load("activity-append");
    private final Script search = Script.load(List.of("activity-walk", "activity-search"));
    private final DetailsCodec codec = new DetailsCodec();
    private final Bars bars;
    private final RedisLane lane;
    private final ActivityStoreSettings settings;
    private final Clock clock;

    public RedisActivityStore(RedisConnections connections, ActivityStoreSettings settings, Clock clock) {
        this.lane = connections.background();
        this.settings = settings;
        this.clock = clock;
        this.bars = new Bars(lane, settings.maxAge(), clock);
    }

    @Override
    public Mono<Void> append(String environment, List<ActivityRecord> records) {
        return Flux.fromIterable(records)
                .buffer(Batch.MOST_RECORDS)
                // One after the other, since order matters; away from the driver's threads, since deflating takes time.
                .publishOn(Schedulers.parallel(), 1)
                .map(some -> Batch.of(environment, some, settings, codec))
                .concatMap(batch -> append.run(lane, batch.keys(), batch.args()), 1)
                .then();
    }

    @Override
    public Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most) {
        return Mono.defer(() -> {
            Walk whole = Walk.newestFirst(query);
            Walk walk = cursor == null ? whole : whole.from(RecordId.fromCursor(cursor));
            return named(query, walk, most)
                    .switchIfEmpty(Mono.defer(() -> collect(walk, most)))
                    .map(Found::toPage);
        });
    }

    @Override
    public Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most) {
        return Mono.defer(() -> {
            if (after == null) {
                return last(query.environment()).map(id -> new ActivityPage(List.of(), id.toString(), null));
            }
            RecordId known = RecordId.require(after, "after");
            return collect(Walk.oldestFirst(query).from(known), most).map(found -> found.toPageOfFollower(known));
        });
    }

    @Override
    public Mono<ActivityHistogram> histogram(ActivityQuery query, int count) {
        return bars.draw(query, count);
    }

    @Override
    public Mono<ActivityRecord> find(String environment, String id) {
        RecordId known = RecordId.read(id);
        if (known == null || known.millis() < clock.millis() - settings.maxAge().toMillis()) {
            return Mono.empty();
        }
        Mono<byte[]> summary = field(RedisKeys.activity(environment), id, "s");
        Mono<byte[]> details = field(RedisKeys.activityDetails(environment), id, "d");
        return Mono.zip(summary, details.defaultIfEmpty(new byte[0]))
                .publishOn(Schedulers.parallel())
                .map(both ->
                        DetailsJson.read(SummaryText.read(environment, both.getT1()), codec.inflate(both.getT2())));
    }

    /** What has exactly the name that the text is; empty when nothing has, or when it is no such name. */
    private Mono<Found> named(ActivityQuery query, Walk walk, int most) {
        String text = query.text();
        if (text == null) {
            return Mono.empty();
        }
        if (TRACE_ID.matcher(text).matches()) {
            return collectSome(walk.ofTrace(text.toLowerCase(Locale.ROOT)), most);
        }
        RecordId id = RecordId.read(text);
        return id != null && id.isWithin(query.from(), query.to())
                ? collectSome(walk.ofRecord(id), most)
                : Mono.empty();
    }

    private Mono<Found> collectSome(Walk walk, int most) {
        return collect(walk, most).filter(found -> !found.entries().isEmpty());
    }

    private Mono<Found> collect(Walk walk, int most) {
        long until = clock.millis() + PATIENCE.toMillis();
        return step(walk, Found.NOTHING, most)
                .expand(found -> found.over() || found.entries().size() >= most || clock.millis() >= until
                        ? Mono.empty()
                        : step(walk, found, most))
                .last();
    }

    private Mono<Found> step(Walk walk, Found found, int most) {
        Walk rest = found.position() == null ? walk : walk.from(found.position());
        return search.run(
                        lane,
                        rest.keys(),
                        rest.args(settings.maxAge()).add(most - found.entries().size()))
                .publishOn(Schedulers.parallel())
                .map(reply -> found.plus(walk.environment(), reply));
    }

    private Mono<RecordId> last(String environment) {
        return lane.mono(commands ->
                        commands.xrevrange(RedisKeys.activity(environment), Range.unbounded(), Limit.from(1)))
                .flatMapIterable(messages -> messages)
                .next()
                .flatMap(message -> Mono.justOrEmpty(RecordId.read(message.getId())))
                .defaultIfEmpty(RecordId.ZERO);
    }

    private Mono<byte[]> field(String key, String id, String name) {
        return lane.mono(commands -> commands.xrange(key, Range.create(id, id)))
                .flatMapIterable(messages -> messages)
                .next()
                .map(StreamMessage::getBody)
                .flatMap(body -> Mono.justOrEmpty(body.get(name)));
    }
}
