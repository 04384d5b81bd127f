// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QuotaSettingsTest {

    @Test
    void defaultsAreThese() {
        assertThat(bind(Map.of()))
                .isEqualTo(new QuotaSettings(
                        QuotaMode.ENFORCE, 1000, Duration.ofMillis(50), 100_000, Duration.ofMillis(100)));
    }

    @Test
    void modesAreWrittenInLowerCase() {
        assertThat(bind(Map.of("sallyport.quota.mode", "observe")).mode()).isEqualTo(QuotaMode.OBSERVE);
        assertThat(bind(Map.of("sallyport.quota.mode", "off")).mode()).isEqualTo(QuotaMode.OFF);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-waiting | -1 | maxWaiting: -1 (expected: 0 to 100000)",
                "report-interval | 0ms | reportInterval: PT0S (expected: PT0.001S to PT0.5S)",
                "report-interval | 600ms | reportInterval: PT0.6S (expected: PT0.001S to PT0.5S)",
                "buckets-remembered | 0 | bucketsRemembered: 0 (expected: 1 to 10000000)",
                "ledger-timeout | 11s | ledgerTimeout: PT11S (expected: PT0.001S to PT10S)"
            })
    void whatMakesNoSenseIsRefused(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("sallyport.quota." + name, value)))
                .rootCause()
                .hasMessage(message);
    }

    private static QuotaSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sallyport.quota", QuotaSettings.class);
    }
}
