// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.breaker.BreakerSettings;
import dev.sallyport.filters.breaker.ReceiverBreakers;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.event.MemoryOutbox;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.gateway.events.Courier;
import dev.sallyport.gateway.events.Dispatch;
import dev.sallyport.gateway.events.EventStats;
import dev.sallyport.gateway.events.KeyRing;
import dev.sallyport.gateway.events.Receivers;
import dev.sallyport.gateway.events.Settlement;
import dev.sallyport.gateway.events.Webhooks;
import dev.sallyport.gateway.settings.ReceiverSettings;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.gateway.settings.WebhookSettings;
import dev.sallyport.redis.RedisStores;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Who hears of what happens to connections, and how. */
@Configuration(proxyBeanMethods = false)
public class EventConfiguration {

    /** Of a receiver's answer, of which nobody reads more than the head. */
    private static final DataSize LONGEST_ANSWER = DataSize.ofKilobytes(64);

    /** The reference's: five failures within ten seconds (§6.7). It tries again sooner at first. */
    private static final BreakerSettings BREAKERS = new BreakerSettings(
            50,
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            10_000);

    @Bean
    EventStats eventStats() {
        return new EventStats();
    }

    @Bean
    KeyRing keyRing(SallyportSettings settings, RedisStores stores) {
        Map<String, SecretText> configured = new HashMap<>();
        settings.environments().forEach((environment, of) -> {
            if (of.webhooks().signingKey() != null) {
                configured.put(environment, of.webhooks().signingKey());
            }
        });
        return new KeyRing(configured, stores.signingKeys(), UnblockingRandom.start());
    }

    @Bean
    Webhooks connectionEvents(
            SallyportSettings settings,
            EgressSettings egress,
            RedisStores stores,
            UpstreamClient client,
            KeyRing keys,
            EventStats stats,
            Version version,
            Clock clock) {
        WebhookSettings webhooks = settings.webhooks();
        Outbox own = new MemoryOutbox(webhooks.maxHeld(), System::nanoTime);
        ReceiverBreakers breakers =
                new ReceiverBreakers(BREAKERS, webhooks.maxSendsPerReceiver(), System::nanoTime, jitter());
        Courier courier = new Courier(
                new ShortExchange(client, LONGEST_ANSWER, webhooks.timeout()),
                breakers,
                keys,
                version.agent(),
                egress.allowHttp(),
                clock);
        Dispatch dispatch = new Dispatch(
                webhooks,
                List.of(own, stores.outbox()),
                courier,
                new Settlement(webhooks, stats, clock, jitter()),
                System::nanoTime);
        return Webhooks.start(
                receivers(settings), stores.outbox(), own, dispatch, stats, clock, jitter(), webhooks.maxHeld());
    }

    private static Receivers receivers(SallyportSettings settings) {
        Map<String, ReceiverSettings> byEnvironment = new HashMap<>();
        settings.environments().forEach((environment, of) -> byEnvironment.put(environment, of.webhooks()));
        return new Receivers(byEnvironment);
    }

    /** Of whichever thread asks: no state that threads would contend for. */
    private static RandomGenerator jitter() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
