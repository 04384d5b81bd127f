// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.breaker.BreakCircuit;
import dev.sallyport.filters.breaker.CircuitBreakers;
import dev.sallyport.filters.breaker.ProbePermits;
import dev.sallyport.filters.overload.LimitConcurrency;
import dev.sallyport.filters.overload.ShedLoad;
import dev.sallyport.filters.quota.AwaitQuota;
import dev.sallyport.filters.quota.QuotaGate;
import dev.sallyport.filters.quota.QuotaLedger;
import dev.sallyport.filters.quota.TrackRateLimit;
import dev.sallyport.filters.refresh.CallCredential;
import dev.sallyport.filters.retry.ReplayMemory;
import dev.sallyport.filters.retry.RetryWithJitter;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.redis.RedisStores;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** What keeps calls well while providers are not: retries, limits, breakers, and bounds on everything that waits. */
@Configuration(proxyBeanMethods = false)
public class ResilienceConfiguration {

    @Bean
    ShedLoad shedLoad(SallyportSettings settings) {
        return new ShedLoad(settings.overload());
    }

    @Bean
    LimitConcurrency limitConcurrency(SallyportSettings settings) {
        return new LimitConcurrency(settings.overload());
    }

    @Bean
    ReplayMemory replayMemory(SallyportSettings settings) {
        return new ReplayMemory(settings.retry().replayMemory());
    }

    @Bean
    RetryWithJitter retryWithJitter(
            SallyportSettings settings, ReplayMemory memory, CallCredential credential, Clock clock) {
        return new RetryWithJitter(settings.retry(), memory, credential, clock, System::nanoTime, jitter());
    }

    @Bean
    QuotaLedger quotaLedger(RedisStores stores) {
        return stores.quotaLedger();
    }

    @Bean
    QuotaGate quotaGate(SallyportSettings settings, QuotaLedger ledger) {
        return new QuotaGate(settings.quota(), ledger, Schedulers.parallel(), System::nanoTime);
    }

    @Bean
    AwaitQuota awaitQuota(QuotaGate gate) {
        return new AwaitQuota(gate, System::nanoTime);
    }

    @Bean
    TrackRateLimit trackRateLimit(Clock clock) {
        return new TrackRateLimit(clock);
    }

    @Bean
    ProbePermits probePermits(RedisStores stores) {
        return stores.probePermits();
    }

    @Bean
    CircuitBreakers circuitBreakers(SallyportSettings settings) {
        return new CircuitBreakers(settings.breaker(), System::nanoTime, jitter());
    }

    @Bean
    BreakCircuit breakCircuit(CircuitBreakers breakers, ProbePermits permits, SallyportSettings settings) {
        return new BreakCircuit(breakers, permits, settings.breaker(), System::nanoTime);
    }

    /** Of whichever thread asks: no state that threads would contend for. */
    private static RandomGenerator jitter() {
        return () -> ThreadLocalRandom.current().nextLong();
    }
}
