// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.egress.EgressSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

/** Pins names and defaults: operators rely on both. */
class SallyportSettingsTest {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("bootstrap-secret-key", "none"),
            Map.entry("encryption-key", "none"),
            Map.entry("data-dir", ".data"),
            Map.entry("public-url", "http://localhost:8080"),
            Map.entry("total-timeout", "PT1M"),
            Map.entry("max-held-body", "10485760B"),
            Map.entry("catalog.locations", "[]"),
            Map.entry("redis.uri", "none"),
            Map.entry("redis.command-timeout", "PT0.1S"),
            Map.entry("redis.background-timeout", "PT1S"),
            Map.entry("redis.connect-timeout", "PT0.5S"),
            Map.entry("redis.reconnect-delay", "PT1S"),
            Map.entry("redis.tcp-user-timeout", "PT5S"),
            Map.entry("redis.request-queue-size", "5000"),
            Map.entry("redis.topology-refresh", "PT30S"),
            Map.entry("redis.io-threads", "2"),
            Map.entry("redis.client-name", "sallyport"),
            Map.entry("cache.ttl", "PT1M"),
            Map.entry("cache.unlinked-ttl", "PT1S"),
            Map.entry("cache.negative-ttl", "PT1S"),
            Map.entry("cache.stale-ttl", "PT10M"),
            Map.entry("cache.connections", "67108864B"),
            Map.entry("cache.integrations", "16777216B"),
            Map.entry("cache.api-keys", "8388608B"),
            Map.entry("cache.negatives", "10000"),
            Map.entry("door.max-request-line", "8192B"),
            Map.entry("door.max-header-size", "32768B"),
            Map.entry("door.max-headers", "200"),
            Map.entry("door.head-timeout", "PT10S"),
            Map.entry("door.idle-timeout", "PT1M15S"),
            Map.entry("door.min-body-rate", "1024B"),
            Map.entry("door.body-window", "PT10S"),
            Map.entry("door.write-timeout", "PT1M"),
            Map.entry("door.linger-timeout", "PT2S"),
            Map.entry("door.max-requests-per-connection", "10000"),
            Map.entry("door.max-connections", "10000"),
            Map.entry("egress.allow-addresses", "[]"),
            Map.entry("egress.allow-http", "false"),
            Map.entry("egress.base-url-override", "BOUND"),
            Map.entry("egress.trusted-certificates", "none"),
            Map.entry(
                    "egress.denied-ports",
                    "[20, 21, 22, 23, 25, 53, 110, 119, 135, 139, 143, 389, 445, 465, 514, 587, 636, 993, 995, 2049, 2181,"
                            + " 2379, 2380, 3306, 3389, 5432, 5672, 6379, 9042, 9092, 9200, 9300, 10250, 11211, 26379,"
                            + " 27017]"),
            Map.entry("upstream.connect-timeout", "PT3S"),
            Map.entry("upstream.tls-timeout", "PT5S"),
            Map.entry("upstream.dns-timeout", "PT5S"),
            Map.entry("upstream.head-timeout", "PT30S"),
            Map.entry("upstream.body-idle-timeout", "PT1M"),
            Map.entry("upstream.max-connections-per-host", "500"),
            Map.entry("upstream.max-pending-per-host", "1000"),
            Map.entry("upstream.acquire-timeout", "PT2S"),
            Map.entry("upstream.idle-timeout", "PT25S"),
            Map.entry("upstream.max-lifetime", "PT5M"),
            Map.entry("upstream.max-header-size", "32768B"),
            Map.entry("upstream.max-initial-line", "8192B"),
            Map.entry("retry.base-delay", "PT0.5S"),
            Map.entry("retry.throttle-delay", "PT1S"),
            Map.entry("retry.max-delay", "PT30S"),
            Map.entry("retry.budget-share", "0.2"),
            Map.entry("retry.budget-per-second", "10"),
            Map.entry("retry.max-replay-body", "65536B"),
            Map.entry("retry.replay-memory", "67108864B"),
            Map.entry("refresh.margin", "PT1M"),
            Map.entry("refresh.lease-ttl", "PT30S"),
            Map.entry("refresh.request-timeout", "PT10S"),
            Map.entry("refresh.poll-interval", "PT0.1S"),
            Map.entry("refresh.uncertain-wait", "PT2S"),
            Map.entry("refresh.refusal-grace", "PT0.5S"),
            Map.entry("refresh.backoff", "PT1S"),
            Map.entry("refresh.max-backoff", "PT1M"),
            Map.entry("refresh.broken-backoff", "PT1M"),
            Map.entry("refresh.max-broken-backoff", "PT15M"),
            Map.entry("refresh.unauthorized-interval", "PT5S"),
            Map.entry("refresh.max-background", "100"),
            Map.entry("idle-refresh.after", "PT24H"),
            Map.entry("idle-refresh.interval", "PT1H"),
            Map.entry("idle-refresh.rate", "5"),
            Map.entry("quota.mode", "ENFORCE"),
            Map.entry("quota.max-waiting", "1000"),
            Map.entry("quota.report-interval", "PT0.05S"),
            Map.entry("quota.buckets-remembered", "100000"),
            Map.entry("quota.ledger-timeout", "PT0.1S"),
            Map.entry("breaker.failure-rate", "50"),
            Map.entry("breaker.min-attempts", "20"),
            Map.entry("breaker.window", "PT10S"),
            Map.entry("breaker.open-time", "PT5S"),
            Map.entry("breaker.max-open-time", "PT1M"),
            Map.entry("breaker.probes", "3"),
            Map.entry("breaker.probe-interval", "PT1S"),
            Map.entry("breaker.silence", "PT1S"),
            Map.entry("breaker.hosts", "10000"),
            Map.entry("overload.max-calls", "5000"),
            Map.entry("overload.max-calls-per-host", "1500"),
            Map.entry("activity.enabled", "true"),
            Map.entry("activity.max-records", "1000000"),
            Map.entry("activity.max-age", "PT168H"),
            Map.entry("activity.buffer", "10000"),
            Map.entry("activity.flush-interval", "PT0.25S"),
            Map.entry("activity.sample", "1.0"),
            Map.entry("activity.max-rate", "1000"),
            Map.entry("activity.excerpt", "1024B"),
            Map.entry("activity.trace-url", "none"),
            Map.entry("webhooks.timeout", "PT20S"),
            Map.entry("webhooks.base-delay", "PT3S"),
            Map.entry("webhooks.max-delay", "PT10M"),
            Map.entry("webhooks.give-up-after", "PT1H"),
            Map.entry("webhooks.poll-interval", "PT5S"),
            Map.entry("webhooks.max-sends", "64"),
            Map.entry("webhooks.max-sends-per-receiver", "8"),
            Map.entry("webhooks.max-held", "1000"),
            Map.entry("authorize.state-ttl", "PT10M"),
            Map.entry("authorize.request-timeout", "PT15S"));

    @Test
    void withoutAnyConfigurationTheDefaultsHold() {
        SallyportSettings bound = Binder.get(nothing()).bindOrCreate("sallyport", SallyportSettings.class);

        assertThat(SettingsTree.values(bound)).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
    }

    @Test
    void theConfigurationPageSaysTheSameDefaults() {
        assertThat(SettingsTree.values(withPage(Map.of()))).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySettingIsOnThePageWithItsEnvironmentVariable(String name) {
        String variable = "SALLYPORT_" + SettingsTree.upper(name);

        assertThat(ConfigurationPage.valueOf("sallyport." + name))
                .startsWith("${" + variable + ":")
                .endsWith("}");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySettingIsExplainedWithItsDefaultAndUnit(String name) {
        assertThat(ConfigurationPage.commentOf("sallyport." + name)).matches("(?s).*\\S.*\\[[^]]+].*");
    }

    @Test
    void keysOfEnvironmentsAreExplainedToo() {
        assertThat(SettingsTree.components(KeySettings.class))
                .isNotEmpty()
                .allSatisfy(component -> assertThat(ConfigurationPage.commentOf("sallyport.environments"))
                        .contains("SALLYPORT_ENVIRONMENTS_<ENV>_KEYS_<n>_" + SettingsTree.upper(component) + " "));
    }

    @Test
    void receiversOfEnvironmentsAreExplainedToo() {
        assertThat(SettingsTree.components(ReceiverSettings.class))
                .isNotEmpty()
                .allSatisfy(component -> assertThat(ConfigurationPage.commentOf("sallyport.environments"))
                        .contains("SALLYPORT_ENVIRONMENTS_<ENV>_WEBHOOKS_" + SettingsTree.upper(component) + " "));
    }

    @Test
    void environmentVariablesTakeEffect() {
        SallyportSettings settings = withPage(Map.of(
                "SALLYPORT_DOOR_HEAD_TIMEOUT", "3s",
                "SALLYPORT_REDIS_URI", "redis://a:1,redis://b:2",
                "SALLYPORT_CATALOG_LOCATIONS", "file:/a.yaml,classpath:b.yaml",
                "SALLYPORT_EGRESS_ALLOW_ADDRESSES", "10.0.0.0/8,fd00::/8",
                "SALLYPORT_EGRESS_ALLOW_HTTP", "true",
                "SALLYPORT_EGRESS_BASE_URL_OVERRIDE", "any-public",
                "SALLYPORT_EGRESS_DENIED_PORTS", "",
                "SALLYPORT_BOOTSTRAP_SECRET_KEY", "0123456789abcdef"));

        assertThat(settings.door().headTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Objects.requireNonNull(settings.redis().uri()).reveal()).isEqualTo("redis://a:1,redis://b:2");
        assertThat(settings.catalog().locations()).containsExactly("file:/a.yaml", "classpath:b.yaml");
        assertThat(settings.egress().allowAddresses()).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(settings.egress().allowHttp()).isTrue();
        assertThat(settings.egress().baseUrlOverride()).isEqualTo(EgressSettings.OverrideMode.ANY_PUBLIC);
        assertThat(settings.egress().deniedPorts()).isEmpty();
        assertThat(Objects.requireNonNull(settings.bootstrapSecretKey()).reveal())
                .isEqualTo("0123456789abcdef");
    }

    @Test
    void keysOfEnvironmentsComeFromVariables() {
        SallyportSettings settings = withPage(Map.of(
                "SALLYPORT_ENVIRONMENTS_PROD_KEYS_0_NAME", "crm",
                "SALLYPORT_ENVIRONMENTS_PROD_KEYS_0_SECRET", "0123456789abcdef",
                "SALLYPORT_ENVIRONMENTS_PROD_KEYS_0_INTEGRATIONS", "github,slack"));

        KeySettings key = settings.environments().get("prod").keys().getFirst();
        assertThat(key.name()).isEqualTo("crm");
        assertThat(key.scopes()).containsExactly("environment:*");
        assertThat(key.integrations()).containsExactly("github", "slack");
        assertThat(key.connections()).isEmpty();
    }

    @Test
    void receiversOfEnvironmentsComeFromVariables() {
        SallyportSettings settings = withPage(Map.of(
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_PRIMARY_URL", "https://a.example/hook?t=1",
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_SECONDARY_URL", "",
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_ON_AUTH_CREATION", "false",
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_SIGNING_KEY", "0123456789abcdef"));

        ReceiverSettings receivers = settings.environments().get("prod").webhooks();
        assertThat(Objects.requireNonNull(receivers.primaryUrl()).reveal()).isEqualTo("https://a.example/hook?t=1");
        assertThat(receivers.secondaryUrl()).isNull();
        assertThat(receivers.onAuthCreation()).isFalse();
        assertThat(receivers.onAuthRefreshError()).isTrue();
        assertThat(Objects.requireNonNull(receivers.signingKey()).reveal()).isEqualTo("0123456789abcdef");
        assertThat(settings.environments().get("prod").keys()).isEmpty();
    }

    @Test
    void noSecretIsShownByTheSettings() {
        SallyportSettings settings = withPage(Map.of(
                "SALLYPORT_BOOTSTRAP_SECRET_KEY", "bootstrap-S3CR3T",
                "SALLYPORT_ENCRYPTION_KEY", "encryption-S3CR3T",
                "SALLYPORT_REDIS_URI", "redis://:S3CR3T@host",
                "SALLYPORT_ENVIRONMENTS_PROD_KEYS_0_NAME", "crm",
                "SALLYPORT_ENVIRONMENTS_PROD_KEYS_0_SECRET", "configured-S3CR3T",
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_PRIMARY_URL", "https://a.example/S3CR3T",
                "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_SIGNING_KEY", "signing-key-S3CR3T"));

        assertThat(settings.toString()).contains("crm").doesNotContain("S3CR3T");
    }

    @ParameterizedTest
    @CsvSource({
        "SALLYPORT_BOOTSTRAP_SECRET_KEY, S3CR3T, sallyport.bootstrap-secret-key: 6 characters",
        "SALLYPORT_BOOTSTRAP_SECRET_KEY, S3CR3T with blanks, sallyport.bootstrap-secret-key: has blanks",
        "SALLYPORT_EGRESS_ALLOW_ADDRESSES, 10.0.0.0/99, 10.0.0.0/99",
        "SALLYPORT_EGRESS_DENIED_PORTS, 70000, deniedPorts: 70000",
        "SALLYPORT_TOTAL_TIMEOUT, 0s, sallyport.total-timeout: PT0S",
        "SALLYPORT_MAX_HELD_BODY, 0B, sallyport.max-held-body: 0B",
        "SALLYPORT_CACHE_TTL, 2m, sallyport.cache.ttl: PT2M",
        "SALLYPORT_REDIS_IO_THREADS, 0, sallyport.redis.io-threads: 0",
        "SALLYPORT_PUBLIC_URL, gateway.example.com, sallyport.public-url: scheme",
        "SALLYPORT_PUBLIC_URL, https://x/?a=b, sallyport.public-url: query not allowed",
        "SALLYPORT_AUTHORIZE_STATE_TTL, 2h, sallyport.authorize.state-ttl: PT2H",
        "SALLYPORT_DOOR_MAX_HEADERS, 0, maxHeaders: 0",
        "SALLYPORT_UPSTREAM_HEAD_TIMEOUT, -1s, headTimeout: PT-1S",
        "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_PRIMARY_URL, https://u:S3CR3T@a.example, webhooks.primary-url: user information",
        "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_SECONDARY_URL, ftp://S3CR3T, webhooks.secondary-url: scheme",
        "SALLYPORT_ENVIRONMENTS_PROD_WEBHOOKS_SIGNING_KEY, S3CR3T, webhooks.signing-key: 6 characters",
        "SALLYPORT_WEBHOOKS_TIMEOUT, 0s, sallyport.webhooks.timeout: PT0S",
        "SALLYPORT_WEBHOOKS_GIVE_UP_AFTER, 2d, sallyport.webhooks.giveUpAfter: PT48H",
        "SALLYPORT_WEBHOOKS_MAX_SENDS, 0, sallyport.webhooks.maxSends: 0",
        "SALLYPORT_ACTIVITY_MAX_RECORDS, 0, sallyport.activity.maxRecords: 0",
        "SALLYPORT_ACTIVITY_MAX_RATE, 0, sallyport.activity.maxRate: 0",
        "SALLYPORT_ACTIVITY_MAX_AGE, 0s, sallyport.activity.maxAge: PT0S",
        "SALLYPORT_ACTIVITY_BUFFER, 2000000, sallyport.activity.buffer: 2000000",
        "SALLYPORT_ACTIVITY_FLUSH_INTERVAL, 1m, sallyport.activity.flushInterval: PT1M",
        "SALLYPORT_ACTIVITY_SAMPLE, 1.5, sallyport.activity.sample: 1.5",
        "SALLYPORT_ACTIVITY_EXCERPT, 1MB, sallyport.activity.excerpt: 1048576B",
        "SALLYPORT_ACTIVITY_TRACE_URL, https://jaeger.example/trace, sallyport.activity.traceUrl: https://jaeger.example/trace",
        "SALLYPORT_ACTIVITY_TRACE_URL, javascript:{trace_id}, sallyport.activity.traceUrl: javascript"
    })
    void aBrokenSettingIsNamedWithoutItsSecret(String variable, String value, String message) {
        assertThatThrownBy(() -> withPage(Map.of(variable, value)))
                .rootCause()
                .hasMessageContaining(message)
                .hasMessageNotContaining("S3CR3T");
    }

    static List<String> names() {
        return DEFAULTS.keySet().stream().sorted().toList();
    }

    private static SallyportSettings withPage(Map<String, Object> variables) {
        StandardEnvironment environment = page();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return Binder.get(environment)
                .bind("sallyport", SallyportSettings.class)
                .get();
    }

    private static StandardEnvironment page() {
        StandardEnvironment environment = nothing();
        try {
            new YamlPropertySourceLoader()
                    .load("page", new ClassPathResource("application.yml"))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return environment;
    }

    private static StandardEnvironment nothing() {
        return new StandardEnvironment() {
            @Override
            protected void customizePropertySources(MutablePropertySources sources) {
                // Nothing of the machine that the test runs on.
            }
        };
    }
}
