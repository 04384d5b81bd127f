// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of Prometheus. */
final class RuleFiles {

    private RuleFiles() {}

    /** A rule that records, and the labels that its result has. */
    record Recording(String name, String expression, Set<String> groupedBy) {}

    static List<Recording> recording() {
        return rules().stream()
                .filter(rule -> rule.containsKey("record"))
                .map(rule -> {
                    String expression = Documents.text(rule, "expr");
                    return new Recording(Documents.text(rule, "record"), expression, labelsOf(expression));
                })
                .toList();
    }

    static List<Map<String, Object>> alerts() {
        return rules().stream().filter(rule -> rule.containsKey("alert")).toList();
    }

    /** Of the result; the bound of a bucket does not survive its quantile. */
    private static Set<String> labelsOf(String expression) {
        Set<String> labels = Selectors.of(expression).groupedBy();
        if (expression.contains("histogram_quantile")) {
            labels.remove("le");
        }
        return labels;
    }

    private static List<Map<String, Object>> rules() {
        return Documents.in("prometheus/rules", ".yml").stream()
                .flatMap(RuleFiles::groups)
                .flatMap(group -> Documents.list(group, "rules").stream())
                .toList();
    }

    private static Stream<Map<String, Object>> groups(Path file) {
        return Documents.list(Documents.read(file), "groups").stream();
    }
}
