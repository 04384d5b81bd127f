// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.filters.quota.TestClaim;
import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.redis.client.Digest;
import dev.sallyport.redis.client.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * During a rolling update buckets in Redis are of another version of the gateway: they say less than ours, or more. The
 * ledgers stand still at 1700000000000, and those windows that have an end end a minute later.
 */
class OlderBucketsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Bucket FIXED = bucket(new BucketShape.Fixed());
    private static final Bucket SLIDING = bucket(new BucketShape.Sliding(10, Duration.ofSeconds(10)));
    private static final Bucket LEAKY = bucket(new BucketShape.Leaky(2));

    private final TimelessLedgers ledgers = new TimelessLedgers();

    @BeforeEach
    void beginAtTheTimeThatTheHashesAreOf() {
        assertThat(ledgers.now()).isEqualTo(1_700_000_000_000L);
    }

    @AfterEach
    void close() {
        ledgers.close();
    }

    @Test
    void aWindowThatIsKnownGoesOn() {
        save(FIXED, "shape F:: window 7 limit 100 remaining 40 resetAt 1700000060000 certainty 1");

        Standing standing = settle(TestClaim.of(FIXED).window(7).wants(10));

        assertThat(standing.granted()).containsExactly(10);
        assertThat(standing.remaining()).isEqualTo(30);
        assertThat(standing.limit()).isEqualTo(100);
        assertThat(standing.resetIn()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void whatTheNextAnswerTellsIsMergedAndTheEndIsKept() {
        save(FIXED, "shape F:: window 7 limit 100 remaining 40 resetAt 1700000060000 certainty 1");

        Standing standing = settle(TestClaim.of(FIXED).window(7).sees(100, 25, Duration.ofMinutes(1)));

        assertThat(standing.remaining()).isEqualTo(25);
        assertThat(standing.window()).isEqualTo(7);
        assertThat(standing.resetIn()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aLimitWithoutAnEndIsLearnedAnewAndHoldsNobodyForEver() {
        save(FIXED, "shape F:: window 7 limit 100 remaining 0 certainty 1");

        assertThat(settle(TestClaim.of(FIXED).window(7).wants(1)).granted()).containsExactly(1);
        assertThat(settle(TestClaim.of(FIXED).window(7).sees(100, 60, Duration.ofMinutes(1)))
                        .remaining())
                .isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"spent\":5}",
                "{\"window\":7,\"spent\":5,\"inFlight\":2}",
                "{\"window\":7,\"spent\":5,\"inFlight\":null,\"till\":1700000020000}",
                "{\"window\":\"7\",\"spent\":\"many\",\"inFlight\":[],\"till\":\"soon\"}",
                "7 5 2 1700000020000",
                "[]",
                "null",
                "",
            })
    void aReportThatSaysLessOrSomethingElseIsNoObstacle(String report) {
        String known = "names " + names(FIXED)
                + " shape F:: window 7 limit 100 remaining 40 resetAt 1700000060000 certainty 1";
        save(FIXED, known, "r:b", report, "r:c", report);

        assertThat(view().remaining()).isEqualTo(40);
        assertThat(settle(TestClaim.of(FIXED).window(7).wants(10)).granted()).containsExactly(10);
        assertThat(ledgers.b
                        .settle(TestClaim.of(FIXED).window(7).spent(5).wants(10).claim())
                        .block(PATIENCE)
                        .granted())
                .containsExactly(10);
        assertThat(view().remaining()).isBetween(15L, 20L);
    }

    @Test
    void whatANewerVersionKeepsBesidesStaysForIt() {
        String report =
                "{\"window\":1,\"spent\":5,\"inFlight\":0,\"waiting\":0,\"till\":1700000020000,\"zone\":\"eu\"}";
        save(
                FIXED,
                "shape F:: limit 100 remaining 40 resetAt 1700000060000 certainty 1 burst 12.5 tier gold",
                "r:b",
                report);

        settle(TestClaim.of(FIXED).wants(1));

        assertThat(field("burst")).isEqualTo("12.5");
        assertThat(field("tier")).isEqualTo("gold");
        assertThat(field("r:b")).contains("\"zone\":\"eu\"");
    }

    @Test
    void numbersThatAreNoneCountAsNotKnown() {
        save(FIXED, "shape F:: window one remaining NaN resetAt soon blockedUntil never strikes two", "limit", "");

        assertThat(settle(TestClaim.of(FIXED).wants(1)).granted()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "inf", "-inf", "1e999"})
    void whatIsLeftIsNothingWhereItIsNoNumber(String remaining) {
        save(FIXED, "shape F:: window 7 limit 100 resetAt 1700000060000 certainty 1 remaining " + remaining);

        Standing standing = settle(TestClaim.of(FIXED).window(7).wants(1));

        assertThat(standing.granted()).containsExactly(0);
        assertThat(standing.remaining()).isZero();
    }

    @Test
    void aHashOfNothingThatWeKnowIsANewBucket() {
        save(FIXED, "v 0");

        assertThat(listed()).isEmpty();
        assertThat(settle(TestClaim.of(FIXED).sees(100, 60, Duration.ofMinutes(1)))
                        .remaining())
                .isEqualTo(60);
        assertThat(view().remaining()).isEqualTo(60);
    }

    @Test
    void anotherShapeIsAnotherBucket() {
        save(FIXED, "shape F limit 100 remaining 0 resetAt 1700000060000 certainty 1");

        assertThat(settle(TestClaim.of(FIXED).wants(1)).granted()).containsExactly(1);
    }

    @Test
    void whatASlidingBucketHasLoggedIsSummedUpWhereNoSumWasSaved() {
        save(SLIDING, "shape S:10:10000");
        log(SLIDING, "1699999995000 4", "1699999999000 3");

        Standing standing = settle(TestClaim.of(SLIDING).wants(10));

        assertThat(standing.granted()).containsExactly(3);
    }

    @Test
    void aLogOfAnotherFormIsForgottenAndLimitsNothing() {
        save(SLIDING, "shape S:10:10000 sum 10", "names", names(SLIDING));
        log(SLIDING, "1699999999000:4", "{\"at\":1699999999000,\"permits\":6}");

        assertThat(view().remaining()).isEqualTo(10);
        assertThat(settle(TestClaim.of(SLIDING).wants(10)).granted()).containsExactly(10);
        assertThat(settle(TestClaim.of(SLIDING).wants(1)).granted()).containsExactly(0);
    }

    @Test
    void aLeakyBucketWithoutItsLevelFillsFromNow() {
        save(LEAKY, "shape L:2.0: limit 40");

        assertThat(settle(TestClaim.of(LEAKY).wants(1)).granted()).containsExactly(0);
        ledgers.pass(Duration.ofSeconds(10));
        assertThat(settle(TestClaim.of(LEAKY).wants(40)).granted()).containsExactly(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"names", "shape", "limit", "resetAt", "blockedUntil", "sum", "level", "at"})
    void theListShowsTheOthersWhateverOneLeavesOut(String missing) {
        String all =
                "names " + names(LEAKY) + " shape L:2.0: limit 40 resetAt 40 blockedUntil 40 sum 40 level 40 at 40";
        save(LEAKY, all.replaceAll("(^| )" + missing + " \\S+", "").strip());
        Bucket other = new Bucket(FIXED.key().named("other"), new BucketShape.Fixed());
        settle(TestClaim.of(other).sees(100, 60, Duration.ofMinutes(1)));
        index(other);

        assertThat(listed()).extracting(BucketView::key).contains(other.key());
    }

    private BucketView view() {
        assertThat(listed()).hasSize(1);
        return listed().getFirst();
    }

    private List<BucketView> listed() {
        return ledgers.a.live("dev").collectList().block(PATIENCE);
    }

    private Standing settle(TestClaim claim) {
        return ledgers.a.settle(claim.claim()).block(PATIENCE);
    }

    /** As another version left it, with its place in the list. */
    private void save(Bucket bucket, String fields, String... more) {
        List<String> command = new ArrayList<>(List.of("HSET", keys(bucket).getFirst()));
        command.addAll(List.of(fields.split(" ")));
        command.addAll(List.of(more));
        assertThat(ledgers.ask(command.toArray(String[]::new))).isEqualTo(":" + (command.size() - 2) / 2);
        index(bucket);
    }

    private void index(Bucket bucket) {
        ledgers.ask("ZADD", RedisKeys.quotas("dev"), "9999999999999", Digest.of(names(bucket)));
    }

    private void log(Bucket bucket, String... entries) {
        for (String entry : entries) {
            ledgers.ask("RPUSH", keys(bucket).getLast(), entry);
        }
    }

    private String field(String name) {
        return ledgers.ask("HGET", keys(FIXED).getFirst(), name);
    }

    private static List<String> keys(Bucket bucket) {
        return RedisKeys.quota(Digest.of(names(bucket)));
    }

    private static String names(Bucket bucket) {
        return BucketNames.join(bucket.key());
    }

    private static Bucket bucket(BucketShape shape) {
        return new Bucket(new BucketKey("dev", "github", "octocat", "default"), shape);
    }
}
