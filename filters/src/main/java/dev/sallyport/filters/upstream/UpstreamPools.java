// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/** The pools that there are, for whoever asks how full they are. Pools are told as they come and go, so calls do nothing for it. */
final class UpstreamPools {

    private final Map<Pool, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();

    /** For one provider of connections, whose pools are forgotten when it is disposed of. */
    MeterRegistrar watch() {
        return new Watch();
    }

    /** All pools of a host together, those with client certificates included. */
    Map<String, PoolLoad> byHost() {
        Map<String, PoolLoad> loads = new HashMap<>();
        pools.forEach((pool, now) -> loads.merge(
                pool.host(),
                new PoolLoad(now.acquiredSize(), now.idleSize(), now.pendingAcquireSize()),
                PoolLoad::plus));
        return loads;
    }

    /** @param owner told apart by identity, since those of several may have the same id */
    private record Pool(Watch owner, String id, String host) {

        static Pool of(Watch owner, String id, SocketAddress address) {
            return new Pool(owner, id, address instanceof InetSocketAddress named ? named.getHostString() : "");
        }
    }

    private final class Watch implements MeterRegistrar {

        @Override
        public void registerMetrics(
                String poolName, String id, SocketAddress remoteAddress, ConnectionPoolMetrics metrics) {
            pools.put(Pool.of(this, id, remoteAddress), metrics);
        }

        @Override
        public void deRegisterMetrics(String poolName, String id, SocketAddress remoteAddress) {
            pools.remove(Pool.of(this, id, remoteAddress));
        }
    }
}
