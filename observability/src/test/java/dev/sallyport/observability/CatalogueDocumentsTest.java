// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.observability.metrics.MeterCatalog;
import dev.sallyport.observability.tracing.SpanAttribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueDocumentsTest {

    @Test
    void theMetricsPageListsExactlyTheMetersOfTheCatalogue() throws IOException {
        List<String> catalogue = Stream.of(MeterCatalog.values())
                .map(meter -> "| `%s` | %s | %s | %s |"
                        .formatted(meter.meterName(), meter.type(), code(meter.tags()), meter.description()))
                .toList();

        assertThat(rows(Path.of("../docs/metrics.md"), row -> row.startsWith("| `sallyport.")))
                .isEqualTo(catalogue);
    }

    @Test
    void theReadmeListsExactlyTheAttributesOfTheCatalogue() throws IOException {
        List<String> catalogue = Stream.of(SpanAttribute.values())
                .map(attribute ->
                        "| `%s` | %s | %s |".formatted(attribute.key(), attribute.spans(), attribute.description()))
                .toList();

        assertThat(rows(Path.of("README.md"), row -> row.startsWith("| `") && !row.startsWith("| `OTEL_")))
                .isEqualTo(catalogue);
    }

    private static List<String> rows(Path page, Predicate<String> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(wanted).toList();
        }
    }

    private static String code(String tags) {
        return tags.isEmpty()
                ? "none"
                : Arrays.stream(tags.split(", ")).map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
    }
}
