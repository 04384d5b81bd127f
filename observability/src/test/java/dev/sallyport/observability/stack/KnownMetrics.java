// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Everything that Prometheus has to ask for: of the gateway, of the collector, of its own, and what the rules record. */
final class KnownMetrics {

    /** What scraping adds to every sample. */
    private static final Set<String> OF_THE_TARGET = Set.of("instance", "job");

    private final Map<String, Set<String>> labels;

    private KnownMetrics(Map<String, Set<String>> labels) {
        this.labels = labels;
    }

    static KnownMetrics read() {
        Map<String, Set<String>> labels = new HashMap<>(Exposition.ofTheGateway());
        labels.putAll(CollectorFile.spanMetrics());
        labels.put("up", Set.of());
        labels.put("ALERTS", Set.of("alertname", "alertstate", "severity"));
        RuleFiles.recording().forEach(rule -> labels.put(rule.name(), rule.groupedBy()));
        return new KnownMetrics(labels);
    }

    /** Fails where the expression asks for something that does not exist, and would silently get nothing. */
    void assertKnows(String expression) {
        Selectors selectors = Selectors.of(expression);
        assertThat(selectors.selectors()).as(expression).isNotEmpty();
        Set<String> all = new TreeSet<>();
        for (Selectors.Selector selector : selectors.selectors()) {
            Set<String> known = labelsOf(selector.metric(), expression);
            assertThat(known)
                    .as("labels of %s in %s", selector.metric(), expression)
                    .containsAll(selector.labels());
            all.addAll(known);
        }
        assertThat(all).as("grouping of %s", expression).containsAll(selectors.groupedBy());
    }

    private Set<String> labelsOf(String metric, String expression) {
        assertThat(labels).as("metrics of %s", expression).containsKey(metric);
        Set<String> known = new TreeSet<>(labels.get(metric));
        known.addAll(OF_THE_TARGET);
        return known;
    }
}
