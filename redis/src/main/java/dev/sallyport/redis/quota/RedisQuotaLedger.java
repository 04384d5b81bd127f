// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.quota.BucketNotice;
import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Claim;
import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The ledger in Redis: a hash per bucket, one script per exchange. */
public final class RedisQuotaLedger implements QuotaLedger {

    private static final List<String> SETTLE = List.of(
            "quota-saved",
            "quota-state",
            "quota-hold",
            "quota-fixed",
            "quota-sliding",
            "quota-leaky",
            "quota-shares",
            "quota-settle");

    private final Script settle;
    private final RedisLane lane;
    private final String replica;
    private final Replicas replicas;
    private final LiveBuckets live;
    private final Notices notices = new Notices();

    /**
     * @param replica tells this process from all others, also from its own earlier life
     */
    public RedisQuotaLedger(RedisConnections connections, String replica, Clock clock) {
        this(connections, replica, clock, Replicas.join(connections, replica), Script::load);
    }

    /** @param scripts makes them of their files */
    RedisQuotaLedger(
            RedisConnections connections,
            String replica,
            Clock clock,
            Replicas replicas,
            Function<List<String>, Script> scripts) {
        this.settle = scripts.apply(SETTLE);
        this.lane = connections.quotas();
        this.replica = replica;
        this.replicas = replicas;
        this.live = new LiveBuckets(connections, clock, scripts);
        connections.subscribe(RedisKeys.QUOTA_NOTICES, notices);
    }

    @Override
    public Mono<Standing> settle(Claim claim) {
        return Mono.defer(() -> {
            String names = BucketNames.join(claim.bucket().key());
            String digest = Digest.of(names);
            return settle.run(lane, RedisKeys.quota(digest), ClaimArgs.of(claim, names, replica, replicas.count()))
                    .map(reply -> StandingReply.read(reply, claim.wants().size()))
                    .doOnNext(standing -> live.saw(claim.bucket().key().environment(), digest, standing));
        });
    }

    @Override
    public Flux<BucketView> live(String environment) {
        return live.of(environment);
    }

    @Override
    public void listen(Consumer<BucketNotice> listener) {
        notices.add(listener);
    }

    @Override
    public int replicas() {
        return replicas.count();
    }
}
