// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The collector's configuration. */
final class CollectorFile {

    static final Map<String, Object> CONTENT = Documents.read(Path.of("collector/collector.yaml"));

    private CollectorFile() {}

    /**
     * Names and labels that the span metrics connector and the Prometheus exporter make of spans: a namespace, the unit, and
     * dots as underscores.
     */
    static Map<String, Set<String>> spanMetrics() {
        Map<String, Object> connector = Documents.map(Documents.map(CONTENT, "connectors"), "spanmetrics");
        String prefix = Documents.text(connector, "namespace").replace('.', '_');
        Set<String> labels = new TreeSet<>(Set.of("service_name", "span_name", "span_kind", "status_code"));
        dimensions().forEach(dimension -> labels.add(dimension.replace('.', '_')));
        Set<String> buckets = new TreeSet<>(labels);
        buckets.add("le");
        String duration = prefix + "_duration_milliseconds";
        return Map.of(
                prefix + "_calls_total", labels,
                duration + "_bucket", buckets,
                duration + "_count", labels,
                duration + "_sum", labels);
    }

    /** Attributes that become labels. */
    static List<String> dimensions() {
        Map<String, Object> connector = Documents.map(Documents.map(CONTENT, "connectors"), "spanmetrics");
        return Documents.list(connector, "dimensions").stream()
                .map(dimension -> Documents.text(dimension, "name"))
                .toList();
    }

    static Map<String, Object> pipelines() {
        return Documents.map(Documents.map(CONTENT, "service"), "pipelines");
    }

    /** Components of a kind that some pipeline or the service uses. */
    static Stream<String> used(String... kinds) {
        return pipelines().values().stream()
                .flatMap(pipeline ->
                        Stream.of(kinds).flatMap(kind -> Documents.strings(Documents.mapOf(pipeline), kind).stream()));
    }

    static Set<String> defined(String... kinds) {
        Set<String> names = new TreeSet<>();
        for (String kind : kinds) {
            names.addAll(Documents.map(CONTENT, kind).keySet());
        }
        return names;
    }
}
