// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RefreshSettingsTest {

    @Test
    void defaultsAreThoseOfTheRecord() {
        assertThat(bind(Map.of())).isEqualTo(RefreshSettings.DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({
        "request-timeout, 15s, 'sallyport.refresh.request-timeout: PT15S (expected: less than half of lease-ttl, PT30S)'",
        "lease-ttl, 20s, 'sallyport.refresh.request-timeout: PT10S (expected: less than half of lease-ttl, PT20S)'",
        "margin, 0s, 'sallyport.refresh.margin: PT0S (expected: > 0)'",
        "max-backoff, 1ms, 'sallyport.refresh.max-backoff: PT0.001S (expected: >= PT1S)'",
        "max-broken-backoff, 1s, 'sallyport.refresh.max-broken-backoff: PT1S (expected: >= PT1M)'",
        "max-background, 0, 'sallyport.refresh.max-background: 0 (expected: >= 1)'"
    })
    void saysWhichValueIsWrong(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of("sallyport.refresh." + name, value)))
                .rootCause()
                .hasMessage(message);
    }

    private static RefreshSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("sallyport.refresh", RefreshSettings.class);
    }
}
