// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.BearerAuthentication;
import dev.sallyport.filters.access.CallerAuthentication;
import dev.sallyport.filters.access.ConfiguredKeys;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.gateway.settings.KeySettings;
import dev.sallyport.gateway.settings.SallyportSettings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may call: the keys of the configuration and those in the store. */
@Configuration(proxyBeanMethods = false)
public class KeyConfiguration {

    private static final String BOOTSTRAP_ENVIRONMENT = "dev";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    ConfiguredKeys configuredKeys(SallyportSettings settings, ObjectProvider<ExtraKey> extra, Clock clock) {
        Map<KeyHash, ApiKey> keys = new LinkedHashMap<>();
        Instant now = clock.instant();
        SecretText bootstrap = settings.bootstrapSecretKey();
        if (bootstrap != null && !bootstrap.isEmpty()) {
            ApiKey key = new ApiKey(
                    "bootstrap",
                    "bootstrap",
                    BOOTSTRAP_ENVIRONMENT,
                    Scopes.all(),
                    AllowList.EVERYTHING,
                    AllowList.EVERYTHING,
                    now);
            keys.put(KeyHash.of(bootstrap.reveal()), key);
        }
        settings.environments()
                .forEach((environment, of) -> of.keys().forEach(key -> add(keys, toKey(environment, key, now), key)));
        extra.orderedStream().forEach(key -> keys.put(key.hash(), key.key()));
        return new ConfiguredKeys(keys);
    }

    @Bean
    CallerAuthentication callerAuthentication(ConfiguredKeys configured, ApiKeyStore store) {
        return new BearerAuthentication(configured, store);
    }

    private static void add(Map<KeyHash, ApiKey> keys, ApiKey key, KeySettings settings) {
        if (keys.putIfAbsent(KeyHash.of(settings.secret().reveal()), key) != null) {
            throw new IllegalArgumentException("sallyport.environments." + key.environment() + ".keys[" + key.name()
                    + "].secret: given twice (expected: a key of its own)");
        }
    }

    private static ApiKey toKey(String environment, KeySettings key, Instant now) {
        return new ApiKey(
                "configured:" + environment + ":" + key.name(),
                key.name(),
                environment,
                Scopes.of(key.scopes()),
                AllowList.of(key.integrations()),
                AllowList.of(key.connections()),
                now);
    }
}
