// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityHistogram.Bar;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Histograms: by two look-ups for each bar where a list has just what is asked for, else by looking at every record. */
final class Bars {

    /** After which what was counted has to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Script lookUp = Script.load("activity-bars");
    private final Script count = Script.load(List.of("activity-walk", "activity-count"));
    private final RedisLane lane;
    private final Duration maxAge;
    private final Clock clock;

    Bars(RedisLane lane, Duration maxAge, Clock clock) {
        this.lane = lane;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    Mono<ActivityHistogram> draw(ActivityQuery query, int bars) {
        return Mono.defer(() -> {
            Span span = Span.of(query, bars);
            RecordList list = QueryLists.counting(query);
            return list == null ? counted(query, span) : lookedUp(query, span, list);
        });
    }

    private Mono<ActivityHistogram> lookedUp(ActivityQuery query, Span span, RecordList list) {
        String environment = query.environment();
        Args args = new Args().add(maxAge.toMillis());
        for (int bar = 0; bar <= span.bars(); bar++) {
            args.add(span.millis(bar));
        }
        return lookUp.run(lane, List.of(RedisKeys.activity(environment), list.key(environment)), args)
                .map(reply -> {
                    Counts counts = Counts.none(span);
                    for (int bar = 0; bar < span.bars(); bar++) {
                        counts.add(bar, Bytes.toLong(reply.get(2 * bar)), Bytes.toLong(reply.get(2 * bar + 1)));
                    }
                    return counts.only(query.failed()).toHistogram(span, true);
                });
    }

    private Mono<ActivityHistogram> counted(ActivityQuery query, Span span) {
        Walk walk = Walk.newestFirst(query);
        long until = clock.millis() + PATIENCE.toMillis();
        return step(walk, span, new Progress(Counts.none(span), null, false))
                .expand(progress ->
                        progress.over() || clock.millis() >= until ? Mono.empty() : step(walk, span, progress))
                .last()
                .map(progress -> progress.counts().toHistogram(span, progress.over()));
    }

    private Mono<Progress> step(Walk walk, Span span, Progress progress) {
        Walk rest = progress.position() == null ? walk : walk.from(progress.position());
        Args args = rest.args(maxAge)
                .add(span.millis(0))
                .add(span.millis(span.bars()))
                .add(span.bars());
        return count.run(lane, rest.keys(), args).map(progress::plus);
    }

    /** @param position last id that was looked at; null before the first */
    private record Progress(Counts counts, @Nullable RecordId position, boolean over) {

        Progress plus(List<Object> reply) {
            for (int i = 2; i < reply.size(); i += 3) {
                counts.add(
                        (int) Bytes.toLong(reply.get(i)),
                        Bytes.toLong(reply.get(i + 1)),
                        Bytes.toLong(reply.get(i + 2)));
            }
            RecordId seen = RecordId.read(Bytes.toText((byte[]) reply.get(1)));
            return new Progress(counts, seen == null ? position : seen, Bytes.toLong(reply.get(0)) == 1);
        }
    }

    private static final class Counts {

        private final long[] succeeded;
        private final long[] failed;

        Counts(long[] succeeded, long[] failed) {
            this.succeeded = succeeded;
            this.failed = failed;
        }

        static Counts none(Span span) {
            return new Counts(new long[span.bars()], new long[span.bars()]);
        }

        void add(int bar, long successes, long failures) {
            succeeded[bar] += successes;
            failed[bar] += failures;
        }

        Counts only(@Nullable Boolean wanted) {
            if (wanted == null) {
                return this;
            }
            long[] none = new long[failed.length];
            return wanted ? new Counts(none, failed) : new Counts(succeeded, none);
        }

        ActivityHistogram toHistogram(Span span, boolean complete) {
            List<Bar> bars = new ArrayList<>();
            for (int bar = 0; bar < span.bars(); bar++) {
                bars.add(new Bar(span.time(bar), span.time(bar + 1), succeeded[bar], failed[bar]));
            }
            return new ActivityHistogram(bars, complete);
        }
    }

    /** A bar begins at the first millisecond that is not before its share of the time: scripts round the same way. */
    private record Span(long from, long to, int bars) {

        static Span of(ActivityQuery query, int bars) {
            long from = Objects.requireNonNull(query.from(), "from").toEpochMilli();
            long to = Objects.requireNonNull(query.to(), "to").toEpochMilli();
            if (to <= from || bars < 1) {
                throw new IllegalArgumentException(
                        "from, to, bars: " + query.from() + ", " + query.to() + ", " + bars + " (expected: from < to)");
            }
            return new Span(from, to, (int) Math.min(bars, to - from));
        }

        long millis(int bar) {
            return from + Math.ceilDiv(bar * (to - from), (long) bars);
        }

        Instant time(int bar) {
            return Instant.ofEpochMilli(millis(bar));
        }
    }
}
