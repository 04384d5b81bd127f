// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BreakerSettingsTest {

    @Test
    void defaultsAreThoseOfTheContract() {
        assertThat(bind(Map.of()))
                .isEqualTo(new BreakerSettings(
                        50,
                        20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        10_000));
    }

    @ParameterizedTest
    @CsvSource({
        "failure-rate, 0, 'failureRate: 0 (expected: 1 to 100)'",
        "failure-rate, 101, 'failureRate: 101 (expected: 1 to 100)'",
        "min-attempts, 0, 'minAttempts: 0 (expected: 1 to 1000000)'",
        "window, 1500ms, 'window: PT1.5S (expected: whole seconds)'",
        "window, 0s, 'window: PT0S (expected: > 0, at most PT1H)'",
        "open-time, 61s, 'openTime: PT1M1S (expected: > 0, at most PT1M)'",
        "max-open-time, 2h, 'maxOpenTime: PT2H (expected: > 0, at most PT1H)'",
        "probes, 0, 'probes: 0 (expected: 1 to 1000)'",
        "probe-interval, 0s, 'probeInterval: PT0S (expected: > 0, at most PT1H)'",
        "silence, -1s, 'silence: PT-1S (expected: > 0, at most PT1H)'",
        "hosts, 0, 'hosts: 0 (expected: 1 to 1000000)'"
    })
    void aBadValueIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("sallyport.breaker." + name, value)))
                .rootCause()
                .hasMessage(message);
    }

    private static BreakerSettings bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("sallyport.breaker", BreakerSettings.class);
    }
}
