// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class DoorSettingsTest {

    @Test
    void hasTheseDefaults() {
        assertThat(GuardedServer.settings())
                .isEqualTo(new DoorSettings(
                        DataSize.ofKilobytes(8),
                        DataSize.ofKilobytes(32),
                        200,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(75),
                        DataSize.ofKilobytes(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(2),
                        10_000,
                        10_000));
    }

    @ParameterizedTest
    @CsvSource({
        "max-request-line=10B, maxRequestLine: 10B (expected: 256B to 1048576B)",
        "max-header-size=2MB, maxHeaderSize: 2097152B (expected: 1024B to 1048576B)",
        "max-headers=0, maxHeaders: 0 (expected: >= 1)",
        "head-timeout=0s, headTimeout: PT0S (expected: > 0)",
        "idle-timeout=-1s, idleTimeout: PT-1S (expected: > 0)",
        "min-body-rate=-1B, minBodyRate: -1B (expected: >= 0B)",
        "max-connections=-5, maxConnections: -5 (expected: >= 1)",
    })
    void saysWhatIsWrongAndWhatItExpects(String setting, String message) {
        assertThatThrownBy(() -> GuardedServer.settings(setting)).hasRootCauseMessage(message);
    }

    @Test
    void measuresTheBodyRateOverItsWindow() {
        assertThat(GuardedServer.settings("min-body-rate=3B", "body-window=1500ms")
                        .bodyBytesPerWindow())
                .isEqualTo(4);
    }
}
