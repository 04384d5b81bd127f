// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics that a PromQL expression reads, and the labels it knows them by. Understands the expressions of this module, not
 * every one; that they are valid is promtool's to say.
 */
record Selectors(List<Selector> selectors, Set<String> groupedBy) {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
    private static final Pattern METRIC =
            Pattern.compile("(?<![\\w:.$])([a-zA-Z_][\\w:]*)\\s*(\\{[^}]*})?(?!\\s*\\()(?![\\w:])");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*[=!]");
    private static final Set<String> WORDS = Set.of(
            "and", "or", "unless", "by", "on", "without", "ignoring", "group_left", "group_right", "bool", "offset");

    /** One metric with the labels that its matchers name. */
    record Selector(String metric, Set<String> labels) {}

    static Selectors of(String expression) {
        String rest = RANGE.matcher(STRING.matcher(expression).replaceAll("''")).replaceAll("");
        Set<String> groupedBy = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            groupedBy.addAll(List.of(grouping.group(1).trim().split("\\s*,\\s*")));
        }
        List<Selector> selectors = new ArrayList<>();
        METRIC.matcher(GROUPING.matcher(rest).replaceAll(""))
                .results()
                .filter(metric -> !WORDS.contains(metric.group(1)))
                .forEach(metric -> selectors.add(new Selector(metric.group(1), labels(metric))));
        return new Selectors(selectors, groupedBy);
    }

    private static Set<String> labels(MatchResult metric) {
        Set<String> labels = new TreeSet<>();
        if (metric.group(2) != null) {
            MATCHER.matcher(metric.group(2)).results().forEach(matcher -> labels.add(matcher.group(1)));
        }
        return labels;
    }
}
