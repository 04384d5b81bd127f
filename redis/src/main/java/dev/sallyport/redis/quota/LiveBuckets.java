// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which buckets limit something, by environment. An index beside them, written now and then in the background: a bucket's own
 * script cannot write it, because it is on another node of a cluster.
 */
final class LiveBuckets {

    private static final Duration REMEMBERED = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofHours(25);
    private static final int MOST = 10_000;
    private static final int READ_AHEAD = 16;

    private final Script view;
    private final Script index;
    private final Script list;
    private final RedisLane lane;
    private final Clock clock;

    /** Those this replica has put into the index lately. */
    private final Cache<String, Boolean> written = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED.dividedBy(4))
            .maximumSize(100_000)
            .build();

    LiveBuckets(RedisConnections connections, Clock clock, Function<List<String>, Script> scripts) {
        this.view = scripts.apply(List.of("quota-saved", "quota-view"));
        this.index = scripts.apply(List.of("quota-tidy", "quota-index"));
        this.list = scripts.apply(List.of("quota-tidy", "quota-list"));
        this.lane = connections.background();
        this.clock = clock;
    }

    void saw(String environment, String digest, Standing standing) {
        boolean limits = standing.limit() != null || standing.blockedFor().isPositive();
        if (!limits || written.getIfPresent(digest) != null) {
            return;
        }
        written.put(digest, true);
        long until = clock.millis() + keep(standing).toMillis();
        // Should it fail, the next quarter of the time brings another.
        var _ = index.start(
                lane,
                List.of(RedisKeys.quotas(environment)),
                Args.of(digest, Long.toString(until), Long.toString(LONGEST.toMillis())));
    }

    Flux<BucketView> of(String environment) {
        return list.run(lane, List.of(RedisKeys.quotas(environment)), Args.of(Integer.toString(MOST)))
                .flatMapIterable(digests -> digests)
                .flatMap(digest -> view(Bytes.toText((byte[]) digest)), READ_AHEAD);
    }

    private Mono<BucketView> view(String digest) {
        List<String> keys = RedisKeys.quota(digest);
        return view.run(lane, List.of(keys.getFirst(), keys.getLast()), Args.of())
                .flatMap(reply -> Mono.justOrEmpty(StandingReply.view(reply)));
    }

    private static Duration keep(Standing standing) {
        Duration reset = standing.resetIn() == null ? Duration.ZERO : standing.resetIn();
        Duration longest = reset.compareTo(standing.blockedFor()) > 0 ? reset : standing.blockedFor();
        Duration keep = longest.plus(REMEMBERED);
        return keep.compareTo(LONGEST) > 0 ? LONGEST : keep;
    }
}
