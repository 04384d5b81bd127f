// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.authorize.AuthorizationStates;
import dev.sallyport.filters.authorize.StateSigner;
import dev.sallyport.filters.breaker.ProbePermits;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.event.SigningKeys;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.refresh.RefreshJournal;
import dev.sallyport.filters.refresh.RefreshLease;
import dev.sallyport.filters.refresh.RefreshNotices;
import dev.sallyport.filters.refresh.RefreshSetbacks;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.redis.access.RedisApiKeyStore;
import dev.sallyport.redis.activity.ActivityStoreSettings;
import dev.sallyport.redis.activity.RedisActivityStore;
import dev.sallyport.redis.authorize.KeyedStateSigner;
import dev.sallyport.redis.authorize.RedisAuthorizationStates;
import dev.sallyport.redis.breaker.RedisProbePermits;
import dev.sallyport.redis.cache.CacheSettings;
import dev.sallyport.redis.cache.CacheStats;
import dev.sallyport.redis.cache.Invalidations;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisSettings;
import dev.sallyport.redis.connection.RedisConnectionStore;
import dev.sallyport.redis.embedded.EmbeddedRedis;
import dev.sallyport.redis.embedded.EmbeddedSettings;
import dev.sallyport.redis.event.RedisOutbox;
import dev.sallyport.redis.event.RedisSigningKeys;
import dev.sallyport.redis.integration.RedisIntegrationStore;
import dev.sallyport.redis.quota.RedisQuotaLedger;
import dev.sallyport.redis.refresh.RedisRefreshJournal;
import dev.sallyport.redis.refresh.RedisRefreshLease;
import dev.sallyport.redis.refresh.RedisRefreshNotices;
import dev.sallyport.redis.refresh.RedisRefreshSetbacks;
import dev.sallyport.redis.seal.KeyFile;
import dev.sallyport.redis.seal.ResealReport;
import dev.sallyport.redis.seal.Resealer;
import dev.sallyport.redis.seal.SealKeys;
import dev.sallyport.redis.seal.SealSettings;
import dev.sallyport.redis.seal.SealedEnvironments;
import dev.sallyport.redis.seal.Sealer;
import dev.sallyport.redis.session.RedisConnectSessions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The stores of this replica on one Redis and what it shares there with others, with their connections and caches. */
public final class RedisStores implements AutoCloseable {

    private final RedisConnections connections;
    private final RedisApiKeyStore apiKeys;
    private final RedisIntegrationStore integrations;
    private final RedisConnectionStore connectionStore;
    private final RedisRefreshLease refreshLease;
    private final RedisRefreshJournal refreshJournal;
    private final RedisRefreshSetbacks refreshSetbacks;
    private final RedisRefreshNotices refreshNotices;
    private final RedisOutbox outbox;
    private final RedisSigningKeys signingKeys;
    private final RedisConnectSessions connectSessions;
    private final RedisActivityStore activity;
    private final RedisAuthorizationStates authorizationStates;
    private final SealKeys keys;
    private final RedisQuotaLedger quotaLedger;
    private final RedisProbePermits probePermits;
    private final SealedEnvironments environments;
    private final Resealer resealer;
    private final @Nullable EmbeddedRedis embedded;

    private RedisStores(
            RedisConnections connections,
            CacheSettings caches,
            ActivityStoreSettings activity,
            SealKeys keys,
            Clock clock,
            @Nullable EmbeddedRedis embedded) {
        Sealer sealer = new Sealer(keys);
        this.keys = keys;
        Invalidations invalidations = Invalidations.listen(caches, connections);
        this.connections = connections;
        this.embedded = embedded;
        this.apiKeys = new RedisApiKeyStore(connections, invalidations);
        this.integrations = new RedisIntegrationStore(connections, invalidations, sealer);
        this.connectionStore = new RedisConnectionStore(connections, invalidations, sealer);
        this.quotaLedger = new RedisQuotaLedger(connections, UUID.randomUUID().toString(), clock);
        this.probePermits = new RedisProbePermits(connections);
        this.refreshLease = new RedisRefreshLease(connections);
        this.refreshJournal = new RedisRefreshJournal(connections, sealer);
        this.refreshSetbacks = new RedisRefreshSetbacks(connections, sealer);
        this.refreshNotices = RedisRefreshNotices.listen(connections);
        this.environments = new SealedEnvironments(connections);
        this.outbox = new RedisOutbox(connections, sealer);
        this.signingKeys = new RedisSigningKeys(connections, sealer);
        this.activity = new RedisActivityStore(connections, activity, clock);
        this.connectSessions = new RedisConnectSessions(connections, sealer, clock);
        this.authorizationStates = new RedisAuthorizationStates(connections, sealer);
        this.resealer = new Resealer(connections, sealer, List.of(integrations, connectionStore, signingKeys));
    }

    /**
     * On the configured Redis, else on an embedded one, which starts and loads its data before this returns. Never fails or waits
     * because a configured Redis is away.
     *
     * @param production whether an embedded server is out of the question
     * @throws RuntimeException with a message of one line, when a setting is missing or wrong
     */
    public static RedisStores start(
            RedisSettings redis,
            SealSettings seal,
            CacheSettings caches,
            ActivityStoreSettings activity,
            EmbeddedSettings data,
            boolean production,
            Clock clock,
            CommandLatencyRecorder latency) {
        if (redis.hasUri()) {
            return open(redis, caches, activity, SealKeys.parse(seal.key()), clock, latency);
        }
        if (production) {
            throw new IllegalArgumentException(
                    "SALLYPORT_REDIS_URI: missing (expected: a Redis of your own with the profile production)");
        }
        return embedded(redis, seal, caches, activity, data, clock, latency);
    }

    /** On the configured Redis. */
    public static RedisStores open(
            RedisSettings redis,
            CacheSettings caches,
            ActivityStoreSettings activity,
            SealKeys keys,
            Clock clock,
            CommandLatencyRecorder latency) {
        return new RedisStores(RedisConnections.open(redis, clock, latency), caches, activity, keys, clock, null);
    }

    private static RedisStores embedded(
            RedisSettings redis,
            SealSettings seal,
            CacheSettings caches,
            ActivityStoreSettings activity,
            EmbeddedSettings data,
            Clock clock,
            CommandLatencyRecorder latency) {
        SecureRandom random = new SecureRandom();
        // Before the server is started, so that a bad key leaves nothing running.
        @Nullable SealKeys given = seal.hasKey() ? SealKeys.parse(seal.key()) : null;
        EmbeddedRedis server = EmbeddedRedis.start(data.dir(), random);
        try {
            SealKeys keys = given == null ? SealKeys.parse(KeyFile.loadOrCreate(data.dir(), random)) : given;
            RedisSettings local = redis.embeddedAt(server.uri());
            return new RedisStores(RedisConnections.open(local, clock, latency), caches, activity, keys, clock, server);
        } catch (IOException e) {
            server.close();
            throw new UncheckedIOException("sallyport.data.dir: cannot keep a key there", e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    public IntegrationStore integrations() {
        return integrations;
    }

    public ConnectionStore connections() {
        return connectionStore;
    }

    public QuotaLedger quotaLedger() {
        return quotaLedger;
    }

    public ProbePermits probePermits() {
        return probePermits;
    }

    public RefreshLease refreshLease() {
        return refreshLease;
    }

    public RefreshJournal refreshJournal() {
        return refreshJournal;
    }

    public RefreshSetbacks refreshSetbacks() {
        return refreshSetbacks;
    }

    public RefreshNotices refreshNotices() {
        return refreshNotices;
    }

    /** Environments in which something sealed was ever stored. */
    public Flux<String> environments() {
        return environments.all();
    }

    public Outbox outbox() {
        return outbox;
    }

    public SigningKeys signingKeys() {
        return signingKeys;
    }

    public ConnectSessions connectSessions() {
        return connectSessions;
    }

    public ActivityStore activity() {
        return activity;
    }

    public AuthorizationStates authorizationStates() {
        return authorizationStates;
    }

    /** Signs what travels with browsers; all replicas with the same encryption keys sign alike. */
    public StateSigner stateSigner() {
        return new KeyedStateSigner(keys);
    }

    /** Completes when each connection was tried once, whether that succeeded or not: a start may wait for it, bounded. */
    public Mono<Void> tried() {
        return connections.tried();
    }

    /** Whether Redis answered last; asks nothing. */
    public boolean available() {
        return connections.available();
    }

    /** The encryption keys: whether some are older ones, and how often each opened something. */
    public SealKeys sealKeys() {
        return keys;
    }

    /** Seals every row that is still under an older key under the primary one: see {@link Resealer}. */
    public Mono<ResealReport> reseal() {
        return resealer.run();
    }

    /** Counts of the caches, for metrics. */
    public List<CacheStats> cacheStats() {
        return List.of(apiKeys.cacheStats(), integrations.cacheStats(), connectionStore.cacheStats());
    }

    @Override
    public void close() {
        connections.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
