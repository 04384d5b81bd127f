// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.redis.RedisStores;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import java.security.SecureRandom;
import java.time.Clock;
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
    RedisStart redisStart(SallyportSettings settings, Environment environment, SecureRandom random) {
        boolean production = environment.acceptsProfiles(Profiles.of("production"));
        return RedisStart.of(settings, production, random);
    }

    @Bean
    RedisStores redisStores(RedisStart start, SallyportSettings settings, Clock clock) {
        return RedisStores.open(
                start.settings(), settings.cache(), start.keys(), clock, CommandLatencyRecorder.disabled());
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
}
