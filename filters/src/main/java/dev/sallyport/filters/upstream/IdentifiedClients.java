// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.sallyport.filters.credential.ClientIdentity;
import dev.sallyport.filters.error.GatewayException;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Clients that show a certificate, one for each. Each has a pool and a TLS context of its own: a connection that was opened as one
 * client, or a session resumed as it, must never carry another's request.
 */
final class IdentifiedClients implements AutoCloseable {

    private static final int MOST = 1_000;
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final UpstreamTls tls;
    private final Supplier<ConnectionProvider> pools;
    private final BiFunction<ConnectionProvider, SslContext, HttpClient> clients;

    // What is removed is closed when its last call is over.
    private final Cache<ClientIdentity, Client> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(IDLE)
            .removalListener((@Nullable ClientIdentity _, @Nullable Client client, RemovalCause _) ->
                    Objects.requireNonNull(client).pool().dispose())
            .build();

    IdentifiedClients(
            UpstreamTls tls,
            Supplier<ConnectionProvider> pools,
            BiFunction<ConnectionProvider, SslContext, HttpClient> clients) {
        this.tls = tls;
        this.pools = pools;
        this.clients = clients;
    }

    private record Client(ConnectionProvider pool, HttpClient http) {}

    /** One that fails when subscribed if certificate and key cannot be used. */
    HttpClient of(ClientIdentity identity) {
        try {
            return known.get(identity, this::make).http();
        } catch (GatewayException unusable) {
            return HttpClient.newConnection().mapConnect(_ -> Mono.error(unusable));
        }
    }

    @Override
    public void close() {
        known.invalidateAll();
        known.cleanUp();
    }

    private Client make(ClientIdentity identity) {
        SslContext context = tls.showing(identity);
        ConnectionProvider pool = pools.get();
        return new Client(pool, clients.apply(pool, context));
    }
}
