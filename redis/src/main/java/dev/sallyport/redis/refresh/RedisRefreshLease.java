// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshLease;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Script;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** Leases as keys that expire, each with its holder's token as the value. */
public final class RedisRefreshLease implements RefreshLease {

    private final Script acquire = Script.load("lease-acquire");
    private final Script renew = Script.load("lease-renew");
    private final Script release = Script.load("lease-release");
    private final RedisLane scripts;

    public RedisRefreshLease(RedisConnections connections) {
        this.scripts = connections.scripts();
    }

    @Override
    public Mono<Boolean> acquire(ConnectionKey key, String token, Duration ttl) {
        return run(acquire, key, Args.of(token, Long.toString(ttl.toMillis())));
    }

    @Override
    public Mono<Boolean> renew(ConnectionKey key, String token, Duration ttl) {
        return run(renew, key, Args.of(token, Long.toString(ttl.toMillis())));
    }

    @Override
    public Mono<Void> release(ConnectionKey key, String token) {
        return run(release, key, Args.of(token)).then();
    }

    private Mono<Boolean> run(Script script, ConnectionKey key, Args args) {
        return script.run(scripts, List.of(RedisKeys.refreshLease(key)), args)
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1);
    }
}
