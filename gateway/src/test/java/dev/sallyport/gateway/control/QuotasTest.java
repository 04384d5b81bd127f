// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.ratelimit.BucketKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class QuotasTest {

    private static final List<String> READ = List.of("quota:read");

    private final ControlPlane plane = new ControlPlane().caller("reader", READ, null, null);

    @Test
    void aBucketShowsWhatIsLeftAndWhoWaits() {
        plane.quotas.views.add(new BucketView(
                new BucketKey("dev", "github", "acme", "search"),
                30L,
                0L,
                ControlPlane.NOW.plusSeconds(60),
                ControlPlane.NOW.plusMillis(1500),
                4));

        Reply reply = read("/api/quota");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("data.0"))
                .isEqualTo(Map.of(
                        "bucket",
                        "search",
                        "integration",
                        "github",
                        "connection",
                        "acme",
                        "limit",
                        30,
                        "remaining",
                        0,
                        "reset_at",
                        "2026-03-04T05:07:07.089Z",
                        "blocked_until",
                        "2026-03-04T05:06:08.589Z",
                        "waiting",
                        4));
        assertThat(reply.headers().getFirst("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whatIsNotKnownIsNull() {
        plane.quotas.views.add(
                new BucketView(new BucketKey("dev", "slack", null, "default"), null, null, null, null, 0));

        assertThat(read("/api/quota").body())
                .isEqualTo(
                        "{\"data\":[{\"bucket\":\"default\",\"integration\":\"slack\",\"connection\":null,\"limit\":null,"
                                + "\"remaining\":null,\"reset_at\":null,\"blocked_until\":null,\"waiting\":0}]}");
    }

    @Test
    void theOrderIsTheSameWhateverTheLedgers() {
        add("slack", "b", "default");
        add("github", "b", "search");
        add("slack", null, "zeta");
        add("github", "b", "default");
        add("github", "a", "default");
        add("slack", null, "alpha");

        assertThat(shown("reader", "/api/quota"))
                .containsExactly(
                        "github a default",
                        "github b default",
                        "github b search",
                        "slack null alpha",
                        "slack null zeta",
                        "slack b default");
    }

    @Test
    void aQueryNarrowsToOneIntegrationOrConnection() {
        add("github", "a", "default");
        add("github", null, "default");
        add("slack", "a", "default");
        add("slack", "b", "default");

        assertThat(shown("reader", "/api/quota?integration=github"))
                .containsExactly("github null default", "github a default");
        assertThat(shown("reader", "/api/quota?connection=a")).containsExactly("github a default", "slack a default");
        assertThat(shown("reader", "/api/quota?integration=slack&connection=b")).containsExactly("slack b default");
        assertThat(shown("reader", "/api/quota?integration=unknown")).isEmpty();
    }

    @Test
    void aKeySeesOnlyItsOwnIntegrationsAndConnections() {
        add("github", "a", "default");
        add("github", "b", "default");
        add("slack", "a", "default");
        plane.caller("github-only", READ, List.of("github"), null);
        plane.caller("a-only", READ, null, List.of("a"));

        assertThat(shown("github-only", "/api/quota")).containsExactly("github a default", "github b default");
        assertThat(shown("github-only", "/api/quota?integration=slack")).isEmpty();
        assertThat(shown("a-only", "/api/quota")).containsExactly("github a default", "slack a default");
    }

    @Test
    void aSharedBucketIsHiddenFromKeysThatDoNotSeeAllConnections() {
        add("github", null, "default");
        plane.caller("github-only", READ, List.of("github"), null);
        plane.caller("a-only", READ, null, List.of("a"));

        assertThat(shown("github-only", "/api/quota")).containsExactly("github null default");
        assertThat(shown("a-only", "/api/quota")).isEmpty();
    }

    @Test
    void otherEnvironmentsAreNotShown() {
        add("github", "a", "default");
        plane.caller("other", "prod", READ, null, null);

        assertThat(shown("other", "/api/quota")).isEmpty();
    }

    @Test
    void itNeedsItsScope() {
        plane.caller("everything-else", List.of("environment:*", "activity:read"), null, null);

        Reply refused = plane.call("everything-else", HttpMethod.GET, "/api/quota", null);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.at("error.message")).isEqualTo("Insufficient scope. Required: quota:read");
        assertThat(plane.call("stranger", HttpMethod.GET, "/api/quota", null).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "integration=a%2Fb, invalid_format [integration]",
        "integration=, too_small [integration]",
        "connection=, too_small [connection]",
        "integration=a&integration=b, invalid_type [integration]",
        "limit=1, unrecognized_keys []",
    })
    void aBadQueryIsRefused(String query, String problem) {
        Reply reply = read("/api/quota?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid_query_params");
        assertThat(reply.problem()).isEqualTo(problem);
    }

    @Test
    void withoutTheStoreNobodyKnows() {
        plane.quotas.away = true;

        Reply reply = read("/api/quota");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("store_unavailable");
        assertThat(reply.headers().getFirst("Retry-After")).isEqualTo("1");
    }

    @Test
    void aNameFromACallersPathIsMaskedAndCut() {
        add("github", "a", "/x?access_token=cAnArY42");
        add("github", "b", "x".repeat(253) + "😀".repeat(5000));

        Reply reply = read("/api/quota");

        assertThat(reply.body()).doesNotContain("cAnArY42");
        assertThat(reply.at("data.1.bucket")).isEqualTo("x".repeat(253) + "…");
    }

    @Test
    void anEndlessListIsCutOff() {
        for (int i = 0; i < 10_001; i++) {
            add("github", "c" + i, "default");
        }

        assertThat((List<?>) read("/api/quota").at("data")).hasSize(10_000);
    }

    private Reply read(String uri) {
        return plane.call("reader", HttpMethod.GET, uri, null);
    }

    private void add(String integration, String connection, String name) {
        plane.quotas.views.add(
                new BucketView(new BucketKey("dev", integration, connection, name), 100L, 40L, null, null, 0));
    }

    private List<String> shown(String caller, String uri) {
        List<?> data = (List<?>) plane.call(caller, HttpMethod.GET, uri, null).at("data");
        return data.stream()
                .map(element -> (Map<?, ?>) element)
                .map(bucket -> bucket.get("integration") + " " + bucket.get("connection") + " " + bucket.get("bucket"))
                .toList();
    }
}
