// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.observability.CurrentTrace;
import dev.sallyport.observability.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where calls report to: spans by OpenTelemetry, meters by Micrometer. */
@Configuration(proxyBeanMethods = false)
public class TelemetryConfiguration {

    @Bean
    Version version() {
        return Version.ofThisRelease();
    }

    @Bean
    CurrentTrace currentTrace() {
        return new CurrentTrace();
    }

    /** Taken by the registry of Prometheus. */
    @Bean
    SpanContext exemplarTrace(CurrentTrace trace) {
        return new ExemplarTrace(trace);
    }

    @Bean
    Telemetry telemetry(Version version, MeterRegistry registry, CurrentTrace trace) {
        return Telemetry.start(version.number(), registry, trace);
    }

    @Bean
    CallTelemetry callTelemetry(Telemetry telemetry) {
        return telemetry.calls();
    }
}
