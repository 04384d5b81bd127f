// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleManifestTest {

    @Test
    void theRulesCanBeGivenToThePrometheusOperatorAsTheyAre() throws Exception {
        List<PrometheusRule> rules = StrictApi.read(output("./prometheus-rules", "https://runbooks.test/x")).stream()
                .map(PrometheusRule.class::cast)
                .toList();

        assertThat(rules)
                .extracting(rule -> rule.getMetadata().getName())
                .containsExactly("sallyport-alerts", "sallyport-recording");
        assertThat(rules.getFirst().getSpec().getGroups())
                .flatExtracting(group -> group.getRules())
                .hasSizeGreaterThan(10)
                .allSatisfy(rule -> assertThat(rule.getAnnotations().get("runbook_url"))
                        .matches("https://runbooks\\.test/x/[a-z-]+\\.md"));
        assertThat(rules.getLast().getSpec().getGroups()).isNotEmpty();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }
}
