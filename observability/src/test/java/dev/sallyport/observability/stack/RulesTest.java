// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What promtool cannot know of the rules: that their metrics exist and their pages are written. */
class RulesTest {

    private static final KnownMetrics METRICS = KnownMetrics.read();
    private static final Path RUNBOOKS = Path.of("../docs/runbooks");
    private static final String LINK = "{{ $externalLabels.sallyport_runbooks }}/";

    @Test
    void everyRuleAsksForMetricsAndLabelsThatExist() {
        assertThat(RuleFiles.recording()).isNotEmpty().allSatisfy(rule -> METRICS.assertKnows(rule.expression()));
        assertThat(RuleFiles.alerts())
                .isNotEmpty()
                .allSatisfy(alert -> METRICS.assertKnows(Documents.text(alert, "expr")));
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndWhatItMeans() {
        assertThat(RuleFiles.alerts()).allSatisfy(alert -> {
            assertThat(Documents.map(alert, "labels").get("severity"))
                    .as(Documents.text(alert, "alert"))
                    .isIn("critical", "warning", "info");
            assertThat(Documents.map(alert, "annotations")).containsOnlyKeys("summary", "description", "runbook_url");
        });
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        List<String> linked = RuleFiles.alerts().stream()
                .map(alert -> Documents.text(Documents.map(alert, "annotations"), "runbook_url"))
                .toList();

        assertThat(linked).allMatch(link -> link.startsWith(LINK)).doesNotHaveDuplicates();
        assertThat(linked.stream().map(link -> link.substring(LINK.length())))
                .containsExactlyInAnyOrderElementsOf(runbooks());
    }

    @Test
    void everyRunbookNamesItsAlertAndWhatToDo() {
        assertThat(RuleFiles.alerts()).allSatisfy(alert -> {
            String link = Documents.text(Documents.map(alert, "annotations"), "runbook_url");
            String page = Files.readString(RUNBOOKS.resolve(link.substring(LINK.length())));
            assertThat(page)
                    .startsWith("# " + Documents.text(alert, "alert") + "\n")
                    .contains("\n## What it means\n", "\n## Find out\n", "\n## Do\n");
        });
    }

    @Test
    void theAddressOfTheRunbooksIsGivenByTheConfiguration() {
        Map<String, Object> global = Documents.map(Documents.read(Path.of("prometheus/prometheus.yml")), "global");

        assertThat(Documents.map(global, "external_labels").keySet()).isEqualTo(Set.of("sallyport_runbooks"));
    }

    private static List<String> runbooks() throws IOException {
        try (Stream<Path> pages = Files.list(RUNBOOKS)) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .toList();
        }
    }
}
