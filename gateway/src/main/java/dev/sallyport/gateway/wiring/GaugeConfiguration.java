// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.activity.ActivityBuffer;
import dev.sallyport.filters.activity.ActivityStats;
import dev.sallyport.filters.breaker.CircuitBreakers;
import dev.sallyport.filters.overload.LimitConcurrency;
import dev.sallyport.filters.overload.ShedLoad;
import dev.sallyport.filters.quota.QuotaGate;
import dev.sallyport.filters.retry.ReplayMemory;
import dev.sallyport.gateway.events.EventStats;
import dev.sallyport.gateway.settings.SallyportSettings;
import dev.sallyport.observability.Telemetry;
import dev.sallyport.observability.metrics.GatewayGauges;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the request path keeps in memory, for whoever scrapes it. */
@Configuration(proxyBeanMethods = false)
public class GaugeConfiguration {

    @Bean
    GatewayGauges gatewayGauges(
            Telemetry telemetry,
            SallyportSettings settings,
            QuotaGate quota,
            CircuitBreakers breakers,
            ShedLoad replica,
            LimitConcurrency hosts,
            ReplayMemory replay,
            EventStats events,
            ActivityStats activity,
            ActivityBuffer buffer) {
        GatewayGauges gauges = telemetry.gauges();
        gauges.quota(
                () -> quota.stats().buckets(),
                () -> quota.stats().waiting(),
                () -> quota.stats().blocked(),
                () -> quota.stats().ledgerAway(),
                Map.of(
                        "held",
                        () -> quota.stats().held(),
                        "refused",
                        () -> quota.stats().refused()));
        gauges.breakers(breakers::states, breakers::opened, breakers::refused);
        gauges.overload(
                replica::active,
                () -> settings.overload().maxCalls(),
                Map.of("replica", replica::shed, "host", hosts::refused));
        gauges.replayMemory(replay::used);
        gauges.events(events.ends(), events::repeated);
        gauges.activity(activity::records, activity.losses(), buffer::size);
        return gauges;
    }
}
