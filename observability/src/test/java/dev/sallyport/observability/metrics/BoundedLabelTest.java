// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedLabelTest {

    @Test
    void namesTheFirstAndCallsTheRestOther() {
        BoundedLabel label = new BoundedLabel(2);

        assertThat(label.of("a")).isEqualTo("a");
        assertThat(label.of("b")).isEqualTo("b");
        assertThat(label.of("c")).isEqualTo("other");
        assertThat(label.of("a")).isEqualTo("a");
        assertThat(label.of(null)).isEqualTo("none");
    }

    @Test
    void holdsItsBoundUnderARace() {
        BoundedLabel label = new BoundedLabel(10);

        Set<String> values = IntStream.range(0, 100_000)
                .parallel()
                .mapToObj(n -> label.of("v" + n % 500))
                .collect(Collectors.toSet());

        assertThat(values).hasSize(11).contains("other");
    }
}
