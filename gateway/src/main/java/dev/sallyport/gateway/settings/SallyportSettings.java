// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import dev.sallyport.filters.activity.ActivitySettings;
import dev.sallyport.filters.authorize.AuthorizeSettings;
import dev.sallyport.filters.authorize.PublicUrl;
import dev.sallyport.filters.breaker.BreakerSettings;
import dev.sallyport.filters.catalog.CatalogSettings;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.door.DoorSettings;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.overload.OverloadSettings;
import dev.sallyport.filters.quota.QuotaSettings;
import dev.sallyport.filters.refresh.IdleRefreshSettings;
import dev.sallyport.filters.refresh.RefreshSettings;
import dev.sallyport.filters.retry.RetrySettings;
import dev.sallyport.filters.upstream.UpstreamSettings;
import dev.sallyport.redis.cache.CacheSettings;
import dev.sallyport.redis.client.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * All settings of the gateway. Bound as one, so that a property under {@code sallyport.} that nobody knows stops the start
 * instead of being ignored.
 *
 * @param bootstrapSecretKey an API key with all scopes for environment {@code dev}; null for none
 * @param encryptionKey seals what is stored: base64 of 32 bytes, or {@code id:key} pairs, the first one primary; null with
 *     the embedded Redis, which keeps one beside its data
 * @param dataDir where the embedded Redis keeps its data
 * @param environments further API keys and who hears of events, by environment
 * @param publicUrl where browsers reach the service port
 * @param totalTimeout from a call's start until the head of its answer, unless the caller sets its own
 * @param maxHeldBody largest request body held in memory, where a provider's parameters go into it
 */
@ConfigurationProperties(prefix = "sallyport", ignoreUnknownFields = false)
public record SallyportSettings(
        @Nullable SecretText bootstrapSecretKey,
        @Nullable SecretText encryptionKey,
        @DefaultValue(".data") String dataDir,
        @DefaultValue("http://localhost:8080") PublicUrl publicUrl,
        @DefaultValue Map<String, EnvironmentSettings> environments,
        @DefaultValue CatalogSettings catalog,
        @DefaultValue RedisSettings redis,
        @DefaultValue CacheSettings cache,
        @DefaultValue DoorSettings door,
        @DefaultValue EgressSettings egress,
        @DefaultValue UpstreamSettings upstream,
        @DefaultValue RetrySettings retry,
        @DefaultValue RefreshSettings refresh,
        @DefaultValue IdleRefreshSettings idleRefresh,
        @DefaultValue QuotaSettings quota,
        @DefaultValue BreakerSettings breaker,
        @DefaultValue OverloadSettings overload,
        @DefaultValue ActivitySettings activity,
        @DefaultValue WebhookSettings webhooks,
        @DefaultValue AuthorizeSettings authorize,
        @DefaultValue("60s") Duration totalTimeout,
        @DefaultValue("10MB") DataSize maxHeldBody) {

    /** Held in one array, and several at a time. */
    private static final DataSize LARGEST_HELD_BODY = DataSize.ofGigabytes(1);

    public SallyportSettings {
        if (bootstrapSecretKey != null && !bootstrapSecretKey.isEmpty()) {
            KeySettings.requireUsable("sallyport.bootstrap-secret-key", bootstrapSecretKey.reveal());
        }
        if (!totalTimeout.isPositive()) {
            throw new IllegalArgumentException("sallyport.total-timeout: " + totalTimeout + " (expected: > 0)");
        }
        if (maxHeldBody.toBytes() < 1 || maxHeldBody.toBytes() > LARGEST_HELD_BODY.toBytes()) {
            throw new IllegalArgumentException(
                    "sallyport.max-held-body: " + maxHeldBody + " (expected: 1B to " + LARGEST_HELD_BODY + ")");
        }
        environments = Map.copyOf(environments);
    }

    /** An environment's API keys, and who hears of its connections. */
    public record EnvironmentSettings(
            @DefaultValue List<KeySettings> keys,
            @DefaultValue ReceiverSettings webhooks) {

        public EnvironmentSettings {
            keys = List.copyOf(keys);
        }
    }
}
