// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    /** Read by the JVM, by Spring, by OpenTelemetry's SDK, or by another variable. */
    private static final Set<String> OTHERS = Set.of(
            "JDK_JAVA_OPTIONS",
            "SPRING_PROFILES_ACTIVE",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_RESOURCE_ATTRIBUTES",
            "POD_NAME",
            "POD_NAMESPACE");

    private static final Pattern SECRET = Pattern.compile("(?i)sk_\\w|://[^/@\\s]+:[^/@\\s]+@|-----BEGIN|[\\w+/]{43}=");

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void everyVariableIsASettingThatExists(Rendered overlay) {
        Set<String> names = new TreeSet<>(Settings.of(overlay).keySet());
        overlay.gateway().getEnv().stream().map(EnvVar::getName).forEach(names::add);
        names.removeAll(OTHERS);

        assertThat(names).isNotEmpty().allMatch(ConfigurationPage::has, "is in application.yml");
    }

    @Test
    void inProductionAllSecretsAreReferences() {
        assertThat(Settings.secret(Rendered.production()))
                .isEqualTo(Map.of(
                        "SALLYPORT_REDIS_URI", "sallyport-redis/uri",
                        "SALLYPORT_ENCRYPTION_KEY", "sallyport/encryption-key",
                        "SALLYPORT_BOOTSTRAP_SECRET_KEY", "sallyport/bootstrap-secret-key"));
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void noValueLooksLikeASecret(Rendered overlay) {
        assertThat(Settings.of(overlay).values())
                .noneMatch(value -> SECRET.matcher(value).find());
    }

    @ParameterizedTest
    @MethodSource("dev.sallyport.k8s.Rendered#overlays")
    void neitherTheDemoNorTheEmbeddedRedisRunsInACluster(Rendered overlay) {
        assertThat(Settings.of(overlay)).containsEntry("SPRING_PROFILES_ACTIVE", "production");
    }
}
