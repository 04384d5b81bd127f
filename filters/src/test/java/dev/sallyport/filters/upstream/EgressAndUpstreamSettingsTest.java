// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.egress.EgressSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class EgressAndUpstreamSettingsTest {

    @Test
    void upstreamDefaultsAreThoseOfTheDesign() {
        assertThat(bind("sallyport.upstream", UpstreamSettings.class, Map.of()))
                .isEqualTo(new UpstreamSettings(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        500,
                        1000,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(25),
                        Duration.ofMinutes(5),
                        DataSize.ofKilobytes(32),
                        DataSize.ofKilobytes(8)));
    }

    @Test
    void egressDefaultsAreClosed() {
        EgressSettings egress = bind("sallyport.egress", EgressSettings.class, Map.of());
        assertThat(egress.allowAddresses()).isEmpty();
        assertThat(egress.allowHttp()).isFalse();
        assertThat(egress.baseUrlOverride()).isEqualTo(EgressSettings.OverrideMode.BOUND);
        assertThat(egress.trustedCertificates()).isNull();
        assertThat(egress.deniedPorts()).contains(22, 25, 6379).doesNotContain(80, 443, 8080, 8443);
    }

    @Test
    void egressReadsTheTextOfItsEnvironmentVariables() {
        EgressSettings egress = bind(
                "sallyport.egress",
                EgressSettings.class,
                Map.of(
                        "sallyport.egress.allow-addresses", "10.0.0.0/8,fd00::/8",
                        "sallyport.egress.allow-http", "true",
                        "sallyport.egress.base-url-override", "any-public",
                        "sallyport.egress.denied-ports", ""));
        assertThat(egress)
                .isEqualTo(new EgressSettings(
                        List.of("10.0.0.0/8", "fd00::/8"),
                        true,
                        EgressSettings.OverrideMode.ANY_PUBLIC,
                        null,
                        Set.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "sallyport.egress.allow-addresses, 10.0.0.0/64, 'allow-addresses: 10.0.0.0/64 (expected: a CIDR'",
        "sallyport.egress.denied-ports, 70000, 'deniedPorts: 70000 (expected: 1 to 65535)'"
    })
    void aBadValueIsNamed(String name, String value, String message) {
        assertThatThrownBy(() -> bind("sallyport.egress", EgressSettings.class, Map.of(name, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining(message);
    }

    @Test
    void aLimitOfNothingIsNamed() {
        assertThatThrownBy(() -> bind(
                        "sallyport.upstream", UpstreamSettings.class, Map.of("sallyport.upstream.head-timeout", "0s")))
                .rootCause()
                .hasMessage("headTimeout: PT0S (expected: > 0)");
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate(prefix, type);
    }
}
