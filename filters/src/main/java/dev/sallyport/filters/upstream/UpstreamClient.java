// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.egress.EgressRefusedException;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.egress.UpstreamOrigin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;
import reactor.netty.transport.AddressUtils;
import reactor.netty.transport.NameResolverProvider;

/**
 * Makes the connections to providers: pooled per host, guarded by {@link ResponseGuard} and {@link ExchangeDeadlines},
 * dialling only what the egress policy allows. HTTP/1.1, no cookies, no redirects, no decompression.
 */
public final class UpstreamClient implements AutoCloseable {

    private static final Duration EVICTION_INTERVAL = Duration.ofSeconds(10);
    private static final Duration EMPTY_POOL_LIFETIME = Duration.ofMinutes(5);

    private final UpstreamSettings settings;
    private final DialGuard guard;
    private final UpstreamPools pools = new UpstreamPools();
    private final ConnectionProvider connections;
    private final AddressResolverGroup<InetSocketAddress> resolver;
    private final HttpClient plain;
    private final HttpClient secure;
    private final IdentifiedClients identified;

    public UpstreamClient(UpstreamSettings settings, EgressSettings egress) {
        this(settings, egress, dns(settings));
    }

    UpstreamClient(UpstreamSettings settings, EgressSettings egress, AddressResolverGroup<InetSocketAddress> names) {
        // Unpacks its library from the jar: on first use that would block an event loop.
        BrotliBodyDecoder.isAvailable();
        this.settings = settings;
        this.guard = new DialGuard(egress);
        this.connections = lastingPool(settings, pools.watch());
        this.resolver = new VettedResolverGroup(names, guard, settings.dnsTimeout());
        this.plain = client(connections);
        UpstreamTls tls = UpstreamTls.of(egress);
        this.secure = secured(plain, tls.anonymous());
        this.identified = new IdentifiedClients(
                tls, () -> passingPool(settings, pools.watch()), (pool, context) -> secured(client(pool), context));
    }

    /**
     * A client that talks to this origin; give it method, target ({@code uri("/path?query")}) and body. Anything that
     * changes its configuration beyond these makes a pool of its own. Fails with {@link EgressRefusedException} when
     * subscribed if the origin is refused; other failures are told apart by {@link UpstreamFailure#of}.
     */
    public HttpClient to(UpstreamOrigin origin) {
        EgressRefusedException refusal = guard.refusal(origin);
        if (refusal != null) {
            return plain.mapConnect(_ -> Mono.error(refusal));
        }
        InetSocketAddress address = AddressUtils.createUnresolved(origin.host(), origin.port());
        return (origin.secure() ? secure : plain).remoteAddress(() -> address);
    }

    /**
     * The same for one that shows a certificate, on connections that no other client uses. Fails with {@code
     * missing_connection_config} when subscribed if certificate and key cannot be used.
     *
     * @param identity null for none
     */
    public HttpClient to(UpstreamOrigin origin, @Nullable ClientIdentity identity) {
        return identity == null || !origin.secure() || guard.refusal(origin) != null
                ? to(origin)
                : identified
                        .of(identity)
                        .remoteAddress(() -> AddressUtils.createUnresolved(origin.host(), origin.port()));
    }

    /** How busy the connections are, by host. */
    public Map<String, PoolLoad> loads() {
        return pools.byHost();
    }

    @Override
    public void close() {
        identified.close();
        connections.dispose();
        resolver.close();
    }

    /** Verifies the host name and sends SNI; there is no way back to plain text. */
    private HttpClient secured(HttpClient client, SslContext tls) {
        return client.secure(spec -> spec.sslContext(tls).handshakeTimeout(settings.tlsTimeout()));
    }

    private HttpClient client(ConnectionProvider pool) {
        return HttpClient.create(pool)
                .protocol(HttpProtocol.HTTP11)
                .noProxy()
                .resolver(resolver)
                // The resolver never sees literals; this sees whatever is dialled.
                .resolvedAddressesSelector((_, addresses) -> guard.vetDialled(addresses))
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .option(ChannelOption.SO_KEEPALIVE, true)
                .doOnChannelInit((_, channel, _) -> fortify(channel));
    }

    private void fortify(Channel channel) {
        int maxLine = Math.toIntExact(settings.maxInitialLine().toBytes());
        int maxHead = Math.toIntExact(settings.maxHeaderSize().toBytes());
        channel.pipeline()
                .replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new ResponseGuard(maxLine, maxHead));
        channel.pipeline()
                .addAfter(
                        NettyPipeline.HttpCodec,
                        "sallyport.deadlines",
                        new ExchangeDeadlines(settings.headTimeout(), settings.bodyIdleTimeout()));
    }

    private static ConnectionProvider lastingPool(UpstreamSettings settings, MeterRegistrar watch) {
        return pool(settings, watch)
                .disposeInactivePoolsInBackground(EVICTION_INTERVAL, EMPTY_POOL_LIFETIME)
                .build();
    }

    /**
     * For a client that is closed as a whole once nobody uses it. Reactor Netty goes on looking for inactive hosts of a pool
     * that was closed, so it would never be let go.
     */
    static ConnectionProvider passingPool(UpstreamSettings settings, MeterRegistrar watch) {
        return pool(settings, watch).build();
    }

    private static ConnectionProvider.Builder pool(UpstreamSettings settings, MeterRegistrar watch) {
        return ConnectionProvider.builder("sallyport-upstream")
                .maxConnections(settings.maxConnectionsPerHost())
                .pendingAcquireMaxCount(settings.maxPendingPerHost())
                .pendingAcquireTimeout(settings.acquireTimeout())
                .maxIdleTime(settings.idleTimeout())
                .maxLifeTime(settings.maxLifetime())
                .maxLifeTimeVariance(10)
                .metrics(true, () -> watch)
                .evictInBackground(EVICTION_INTERVAL)
                .lifo();
    }

    /** Names are absolute, so no search domains: they would send every provider's name to the cluster's DNS first. */
    private static AddressResolverGroup<InetSocketAddress> dns(UpstreamSettings settings) {
        return NameResolverProvider.builder()
                .queryTimeout(settings.dnsTimeout().dividedBy(2))
                .cacheMinTimeToLive(Duration.ofSeconds(5))
                .cacheMaxTimeToLive(Duration.ofSeconds(60))
                .cacheNegativeTimeToLive(Duration.ofSeconds(2))
                .searchDomains(List.of())
                .ndots(1)
                .build()
                .newNameResolverGroup(HttpResources.get(), true);
    }
}
