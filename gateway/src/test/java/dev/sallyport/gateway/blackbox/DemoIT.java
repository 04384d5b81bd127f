// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.redis.embedded.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a developer gets without a profile, and production never. */
class DemoIT {

    private static final String ENCRYPTION_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final Pattern CURL = Pattern.compile("^\\s*(curl .+)$", Pattern.MULTILINE);
    private static final Pattern SHA = Pattern.compile("SHA-256 is ([0-9a-f]{64})");

    @Test
    void thePrintedLineWorksWhenPasted() throws Exception {
        try (Gateway gateway = bare().start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> CURL.matcher(gateway.log()).find());
            String log = gateway.log();
            Process bash = new ProcessBuilder("bash", "-c", first(CURL, log))
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(bash.waitFor()).as(answer).isZero();
            assertThat(answer).contains("\"/hello?from=me\"", "[masked]", first(SHA, log));
            assertThat(gateway.stop()).isZero();
        }
    }

    @Test
    void productionHasNoneOfIt() throws Exception {
        for (String profiles : new String[] {"production", "demo,production"}) {
            try (TestServer redis = TestServer.start();
                    Gateway gateway = bare().env("SPRING_PROFILES_ACTIVE", profiles)
                            .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                            .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                            .env("SALLYPORT_BOOTSTRAP_SECRET_KEY", Gateway.KEY)
                            .start()) {
                RawResponse answer = new Route(gateway.port(), Gateway.KEY, "echo", "alice").get("/hello");

                assertThat(gateway.log()).doesNotContain("curl", "Demo", "echo");
                assertThat(answer.text()).contains("unknown_provider_config");
                // Replicas that are alive, and a bucket of nobody's, are there for a while.
                assertThat(redis.ask("EVAL", "return #redis.call('KEYS', 'sallyport:{demo}*')", "0"))
                        .isEqualTo(":0");
            }
        }
    }

    private static Gateway.Setup bare() {
        return Gateway.with()
                .without("SPRING_PROFILES_ACTIVE")
                .without("SALLYPORT_BOOTSTRAP_SECRET_KEY")
                .without("SALLYPORT_EGRESS_ALLOW_ADDRESSES")
                .without("SALLYPORT_EGRESS_ALLOW_HTTP")
                .without("SALLYPORT_CATALOG_LOCATIONS");
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
