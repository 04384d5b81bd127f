// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.observability.Telemetry;
import dev.sallyport.observability.metrics.EventLoopLag;
import dev.sallyport.observability.metrics.ReplicaMeters;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.cache.CacheStats;
import io.netty.channel.EventLoopGroup;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/** What carries the calls, for whoever scrapes it. */
@Configuration(proxyBeanMethods = false)
public class ReplicaMeterConfiguration {

    @Bean
    ReplicaMeters replicaMeters(Telemetry telemetry, RedisStores stores, UpstreamClient upstream) {
        ReplicaMeters meters = telemetry.replica();
        stores.cacheStats().forEach(cache -> bind(meters, cache.name(), () -> now(stores, cache.name())));
        telemetry.pools(upstream::loads);
        return meters;
    }

    /** The loops of callers are those of providers too. */
    @Bean
    EventLoopLag eventLoopLag(Telemetry telemetry) {
        EventLoopGroup loops = HttpResources.get().onServer(LoopResources.DEFAULT_NATIVE);
        return EventLoopLag.watch(loops, System::nanoTime, telemetry.replica().eventLoopLag());
    }

    private static void bind(ReplicaMeters meters, String name, Supplier<CacheStats> now) {
        meters.cache(
                name,
                () -> now.get().hits(),
                () -> now.get().misses(),
                () -> now.get().stale(),
                () -> now.get().entries());
    }

    private static CacheStats now(RedisStores stores, String name) {
        return stores.cacheStats().stream()
                .filter(cache -> cache.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
