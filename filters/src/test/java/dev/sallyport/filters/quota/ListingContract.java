// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.awaitNotices;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which buckets are listed, and that any name is a name. */
interface ListingContract extends LedgerSteps {

    // Listings

    @Test
    default void listsWhatLimitsSomethingAndNothingElse() {
        Bucket blocked = shared("blocked");
        settle(of(shared("free")).wants(3));
        settle(of(bucket()).waiting(4).sees(100, 60, seconds(60)));
        settle("b", of(bucket()).waiting(2));
        settle(of(blocked).refused(seconds(60)));

        Map<BucketKey, BucketView> views = awaitLive(2);

        BucketView limited = views.get(bucket().key());
        assertThat(limited.limit()).isEqualTo(100);
        assertThat(limited.remaining()).isEqualTo(60);
        assertThat(limited.resetAt()).isNotNull();
        assertThat(limited.blockedUntil()).isNull();
        assertThat(limited.waiting()).isEqualTo(6);
        BucketView stopped = views.get(blocked.key());
        assertThat(stopped.limit()).isNull();
        assertThat(stopped.remaining()).isNull();
        assertThat(stopped.blockedUntil()).isNotNull();
    }

    @Test
    default void otherEnvironmentsAreNotListed() {
        settle(of(bucket()).sees(100, 60, seconds(60)));
        awaitLive(1);

        assertThat(ledger("a").live(environment() + "x").collectList().block(PATIENCE))
                .isEmpty();
    }

    // Names

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{}",
                "{a}b",
                "a:b",
                "%7B",
                "a\nb\u0000c",
                "\"; redis.call('FLUSHALL') --",
                "ключ-鍵-🔑",
            })
    default void anyNameNamesABucketOfItsOwn(String name) {
        Bucket strange = new Bucket(new BucketKey(environment(), name, "c" + name, name), new Fixed());
        Bucket neighbour = new Bucket(new BucketKey(environment(), name, "c" + name, name + "x"), new Fixed());
        List<BucketNotice> notices = listen("b");

        settle(of(strange).sees(100, 60, seconds(60)).used(name, 1).wants(name, 1));

        assertThat(settle("b", of(strange)).remaining()).isEqualTo(59);
        assertThat(settle(of(neighbour)).limit()).isNull();
        awaitNotices(notices, new BucketNotice(strange.key(), Duration.ZERO));
        assertThat(awaitLive(1)).containsOnlyKeys(strange.key());
    }

    @Test
    default void aNameOfTenKilobytesIsANameToo() {
        String name = "long-ü".repeat(1_500);
        Bucket strange = shared(name);

        settle(of(strange).sees(100, 60, seconds(60)).used(name, 3));

        assertThat(settle("b", of(strange)).remaining()).isEqualTo(60);
        assertThat(awaitLive(1)).containsOnlyKeys(strange.key());
    }

    @Test
    default void aSharedBucketIsAnotherThanOneOfANamelessConnection() {
        BucketKey nameless = new BucketKey(environment(), "i", "", "n");
        settle(of(new Bucket(nameless, new Fixed())).sees(100, 60, seconds(60)));

        Bucket all = new Bucket(new BucketKey(environment(), "i", null, "n"), new Fixed());
        assertThat(settle(of(all)).limit()).isNull();
    }

    @Test
    default void knowsHowManyShareIt() {
        assertThat(ledger("a").replicas()).isPositive();
    }

    /** The index may be written in the background. */
    private Map<BucketKey, BucketView> awaitLive(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> live().size() == count);
        return live();
    }

    private Map<BucketKey, BucketView> live() {
        return ledger("a").live(environment()).collectMap(BucketView::key).block(PATIENCE);
    }
}
