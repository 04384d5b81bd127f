// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.demo;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.access.SecretKey;
import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.wiring.ExtraKey;
import dev.sallyport.gateway.wiring.OpenedAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * The developer's default: only without a profile, only on the embedded Redis, and never beside {@code production},
 * whatever else is switched on.
 */
@Configuration(proxyBeanMethods = false)
@Profile("demo & !production")
@ConditionalOnExpression("'${sallyport.redis.uri:}'.isBlank()")
public class DemoConfiguration {

    @Bean
    SecretText demoCallerKey(SecureRandom random) {
        return SecretKey.generate(random);
    }

    @Bean
    EchoUpstream echoUpstream() {
        return EchoUpstream.start();
    }

    @Bean
    OpenedAddress echoAddress(EchoUpstream upstream) {
        return new OpenedAddress(upstream.address().getHostString() + "/32");
    }

    @Bean
    ExtraKey demoKey(SecretText demoCallerKey, Clock clock) {
        ApiKey key = new ApiKey(
                "demo",
                "demo",
                DemoSeed.ENVIRONMENT,
                Scopes.of(List.of(Scopes.PROXY, Scopes.ACTIVITY)),
                AllowList.EVERYTHING,
                AllowList.EVERYTHING,
                clock.instant());
        return new ExtraKey(KeyHash.of(demoCallerKey.reveal()), key);
    }

    @Bean
    DemoSeed demoSeed(
            IntegrationStore integrations,
            ConnectionStore connections,
            EchoUpstream upstream,
            SecretText demoCallerKey,
            SecureRandom random,
            Clock clock) {
        SecretText credential = SecretKey.generate(random);
        return new DemoSeed(integrations, connections, upstream.address(), demoCallerKey, credential, clock);
    }
}
