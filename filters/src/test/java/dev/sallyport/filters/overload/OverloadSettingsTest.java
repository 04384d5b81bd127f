// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OverloadSettingsTest {

    @Test
    void defaultsAreThoseOfTheContract() {
        assertThat(bind(Map.of())).isEqualTo(new OverloadSettings(5000, 500 + 1000));
    }

    @ParameterizedTest
    @CsvSource({
        "max-calls, 0, 'maxCalls: 0 (expected: 1 to 1000000)'",
        "max-calls-per-host, -1, 'maxCallsPerHost: -1 (expected: 1 to 1000000)'"
    })
    void aBadValueIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("sallyport.overload." + name, value)))
                .rootCause()
                .hasMessage(message);
    }

    private static OverloadSettings bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("sallyport.overload", OverloadSettings.class);
    }
}
