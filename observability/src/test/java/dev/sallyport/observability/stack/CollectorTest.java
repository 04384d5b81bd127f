// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.observability.tracing.SpanAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the collector's configuration without the collector. */
class CollectorTest {

    private static final Map<String, Object> PROCESSORS = Documents.map(CollectorFile.CONTENT, "processors");
    private static final Pattern OF_THE_PROCESS = Pattern.compile("(service|deployment|k8s|telemetry)\\..+");

    @Test
    void pipelinesUseWhatIsDefinedAndNothingIsDefinedInVain() {
        assertThat(used("receivers", "exporters"))
                .isEqualTo(CollectorFile.defined("receivers", "exporters", "connectors"));
        assertThat(used("processors")).isEqualTo(CollectorFile.defined("processors"));
    }

    @Test
    void spansAreRedactedBeforeAnythingIsMadeOfThem() {
        assertThat(Documents.strings(Documents.mapOf(CollectorFile.pipelines().get("traces")), "processors"))
                .containsExactly("memory_limiter", "redaction");
        assertThat(CollectorFile.pipelines().entrySet())
                .filteredOn(pipeline -> Documents.strings(Documents.mapOf(pipeline.getValue()), "receivers")
                        .contains("otlp"))
                .hasSize(1);
    }

    @Test
    void redactionLetsExactlyTheAttributesOfTheGatewayPass() {
        Set<String> attributes = Stream.of(SpanAttribute.values())
                .map(SpanAttribute::key)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(Documents.strings(redaction(), "allowed_keys"))
                .filteredOn(key -> !OF_THE_PROCESS.matcher(key).matches())
                .containsExactlyInAnyOrderElementsOf(attributes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer c2VjcmV0LXNlY3JldA==",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
                "/v1/sk_q6dr45a34oh3d5lha2nrhzpcgajxynesazjjvas/x",
                "token ghp_0123456789abcdefghijABCDEFGHIJ",
                "https://user:password@api.example.com/",
                "AKIAIOSFODNN7EXAMPLE",
                "xoxb-123456789012-abcdef"
            })
    void whatLooksLikeACredentialIsMasked(String value) {
        assertThat(blocked()).anyMatch(pattern -> pattern.matcher(value).find());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.github.com/repos/octocat/hello-world/issues/1347",
                "/proxy/v1/customers/cus_NffrFeUfNV2Hib",
                "upstream_timeout",
                "status_code_503",
                "5f1b2c3d-4e5f-6789-abcd-ef0123456789"
            })
    void whatDoesNotStays(String value) {
        assertThat(blocked()).noneMatch(pattern -> pattern.matcher(value).find());
    }

    @Test
    void failedSlowAndRepeatedCallsAreAllKept() {
        assertThat(Documents.list(Documents.map(PROCESSORS, "tail_sampling"), "policies"))
                .extracting(policy -> policy.get("type"))
                .containsExactly("status_code", "latency", "numeric_attribute", "numeric_attribute", "probabilistic");
    }

    @Test
    void policiesAndMetricsLookAtAttributesThatExist() {
        List<String> asked = Stream.concat(
                        CollectorFile.dimensions().stream(),
                        Documents.list(Documents.map(PROCESSORS, "tail_sampling"), "policies").stream()
                                .filter(policy -> policy.containsKey("numeric_attribute"))
                                .map(policy -> Documents.text(Documents.map(policy, "numeric_attribute"), "key")))
                .toList();

        assertThat(Documents.strings(redaction(), "allowed_keys")).containsAll(asked);
        assertThat(asked)
                .as("few values each, or the metrics would grow without bound")
                .doesNotContain("url.path", "url.full", "sallyport.connection.id", "sallyport.api_key.id");
    }

    private static Map<String, Object> redaction() {
        return Documents.map(PROCESSORS, "redaction");
    }

    private static List<Pattern> blocked() {
        return Documents.strings(redaction(), "blocked_values").stream()
                .map(Pattern::compile)
                .toList();
    }

    private static Set<String> used(String... kinds) {
        return CollectorFile.used(kinds).collect(Collectors.toCollection(TreeSet::new));
    }
}
