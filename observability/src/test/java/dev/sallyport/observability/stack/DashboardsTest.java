// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards and rules ask only for what exists: Prometheus answers a wrong name with silence, not with an error. */
class DashboardsTest {

    private static final KnownMetrics METRICS = KnownMetrics.read();
    private static final Pattern VARIABLE = Pattern.compile("label_values\\((.+), (\\w+)\\)");
    private static final Set<String> DATASOURCES = Set.of("prometheus", "traces");

    static List<Path> dashboards() {
        return Documents.in("grafana/dashboards", ".json");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAsksForMetricsAndLabelsThatExist(Path file) {
        List<String> expressions = panels(file)
                .flatMap(panel -> Documents.list(panel, "targets").stream())
                .filter(target -> target.containsKey("expr"))
                .map(target -> Documents.text(target, "expr"))
                .toList();

        assertThat(expressions).isNotEmpty().allSatisfy(METRICS::assertKnows);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsFilledFromALabelThatExists(Path file) {
        Map<String, Object> templating = Documents.map(Documents.read(file), "templating");

        assertThat(Documents.list(templating, "list")).allSatisfy(variable -> {
            Matcher query = VARIABLE.matcher(Documents.text(Documents.map(variable, "query"), "query"));
            assertThat(query.matches()).as(variable.toString()).isTrue();
            METRICS.assertKnows("sum by (" + query.group(2) + ") (" + query.group(1) + ")");
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsHaveTitlesIdsAndProvisionedSourcesAndDoNotOverlap(Path file) {
        Set<Object> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        assertThat(panels(file)).isNotEmpty().allSatisfy(panel -> {
            assertThat(Documents.text(panel, "title")).isNotBlank();
            assertThat(ids.add(panel.get("id"))).as("id %s", panel.get("id")).isTrue();
            assertThat(cells(panel)).allMatch(cells::add, "a free place on the grid");
            if (!panel.get("type").equals("row")) {
                assertThat(DATASOURCES).contains(Documents.text(Documents.map(panel, "datasource"), "uid"));
            }
        });
    }

    @Test
    void theSourcesOfThePanelsAreProvisioned() {
        Map<String, Object> file = Documents.read(Path.of("grafana/provisioning/datasources/sallyport.yaml"));

        assertThat(Documents.list(file, "datasources"))
                .extracting(source -> source.get("uid"))
                .containsExactlyInAnyOrderElementsOf(DATASOURCES);
    }

    @Test
    void dashboardsAreToldApartByUidAndTitle() {
        List<Map<String, Object>> all =
                dashboards().stream().map(Documents::read).toList();

        assertThat(all).extracting(dashboard -> dashboard.get("uid")).doesNotHaveDuplicates();
        assertThat(all).extracting(dashboard -> dashboard.get("title")).doesNotHaveDuplicates();
    }

    private static Stream<Map<String, Object>> panels(Path file) {
        return Documents.list(Documents.read(file), "panels").stream();
    }

    private static Stream<String> cells(Map<String, Object> panel) {
        Map<String, Object> grid = Documents.map(panel, "gridPos");
        int x = (int) grid.get("x");
        int y = (int) grid.get("y");
        assertThat(x + (int) grid.get("w"))
                .as("right edge of %s", panel.get("title"))
                .isLessThanOrEqualTo(24);
        return Stream.iterate(x, column -> column < x + (int) grid.get("w"), column -> column + 1)
                .flatMap(column -> Stream.iterate(y, row -> row < y + (int) grid.get("h"), row -> row + 1)
                        .map(row -> column + "/" + row));
    }
}
