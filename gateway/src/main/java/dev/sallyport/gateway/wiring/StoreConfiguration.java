// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.session.ConnectSessions;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.observability.Telemetry;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.activity.ActivityStoreSettings;
import dev.sallyport.redis.embedded.EmbeddedSettings;
import dev.sallyport.redis.seal.SealSettings;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** What is known: the catalogue, and the stores on Redis. */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {

    @Bean
    Catalog catalog(SallyportSettings settings) {
        return CatalogLoader.load(settings.catalog().locations());
    }

    @Bean
    RedisStores redisStores(SallyportSettings settings, Environment environment, Clock clock, Telemetry telemetry) {
        return RedisStores.start(
                settings.redis(),
                new SealSettings(settings.encryptionKey()),
                settings.cache(),
                new ActivityStoreSettings(
                        settings.activity().maxRecords(), settings.activity().maxAge()),
                new EmbeddedSettings(Path.of(settings.dataDir())),
                environment.acceptsProfiles(Profiles.of("production")),
                clock,
                new CommandLatency(telemetry.replica()));
    }

    @Bean
    ApiKeyStore apiKeyStore(RedisStores stores) {
        return stores.apiKeys();
    }

    @Bean
    IntegrationStore integrationStore(RedisStores stores) {
        return stores.integrations();
    }

    @Bean
    ConnectionStore connectionStore(RedisStores stores) {
        return stores.connections();
    }

    @Bean
    ActivityStore activityStore(RedisStores stores) {
        return stores.activity();
    }

    @Bean
    ConnectSessions connectSessions(RedisStores stores) {
        return stores.connectSessions();
    }

    /** Runs before the gateway calls itself ready. */
    @Bean
    ApplicationRunner storeWarmUp(RedisStores stores) {
        return new StoreWarmUp(stores);
    }

    /** Brings what older keys sealed under the first one, while the gateway serves. */
    @Bean
    ApplicationRunner resealing(RedisStores stores) {
        return new Resealing(stores);
    }

    /** Degraded, not down: warm connections keep working without Redis. */
    @Bean
    HealthIndicator storeHealthIndicator(RedisStores stores) {
        return () -> stores.available()
                ? Health.up().build()
                : Health.status("DEGRADED").build();
    }
}
