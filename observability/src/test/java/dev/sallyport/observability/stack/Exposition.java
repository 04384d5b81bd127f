// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import dev.sallyport.observability.metrics.MeterCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus sees of the gateway: each sample's name with its labels, as a real registry writes them. */
final class Exposition {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    private Exposition() {}

    /** The catalogue's meters and those of the process that Spring Boot adds. */
    static Map<String, Set<String>> ofTheGateway() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        for (MeterCatalog meter : MeterCatalog.values()) {
            register(meter, registry);
        }
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        try (JvmGcMetrics collections = new JvmGcMetrics();
                JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics()) {
            collections.bindTo(registry);
            pressure.bindTo(registry);
            return samples(registry.scrape());
        }
    }

    private static Map<String, Set<String>> samples(String text) {
        Map<String, Set<String>> samples = new HashMap<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            Set<String> labels = samples.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
            }
        }
        return samples;
    }

    private static void register(MeterCatalog meter, PrometheusMeterRegistry registry) {
        String name = meter.meterName();
        List<Tag> tags = tags(meter);
        switch (meter.type()) {
            case "timer" ->
                Timer.builder(name)
                        .tags(tags)
                        .serviceLevelObjectives(Duration.ofSeconds(1))
                        .register(registry);
            case "counter" -> Counter.builder(name).tags(tags).register(registry);
            case "gauge" -> Gauge.builder(name, () -> 0).tags(tags).register(registry);
            case "gauge of bytes" ->
                Gauge.builder(name, () -> 0).tags(tags).baseUnit("bytes").register(registry);
            case "summary of bytes" ->
                DistributionSummary.builder(name).tags(tags).baseUnit("bytes").register(registry);
            default -> throw new AssertionError(meter + ": type " + meter.type() + " (expected: one known here)");
        }
    }

    private static List<Tag> tags(MeterCatalog meter) {
        return Arrays.stream(meter.tags().split(", "))
                .filter(key -> !key.isEmpty())
                .map(key -> Tag.of(key, "x"))
                .toList();
    }
}
