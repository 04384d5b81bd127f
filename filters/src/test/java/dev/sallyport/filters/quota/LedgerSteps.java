// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.BucketShape.Fixed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/**
 * A ledger as two replicas, {@code a} and {@code b}, see it, and the steps of the tests in its contract. Time stands still but for
 * {@link #pass}.
 */
interface LedgerSteps {

    Duration PATIENCE = Duration.ofSeconds(10);

    QuotaLedger ledger(String replica);

    void pass(Duration time);

    /** One that no other test uses. */
    String environment();

    /** One bucket of a connection, whose window is a minute unless a test says otherwise. */
    default Bucket bucket() {
        return bucket(new Fixed());
    }

    default Bucket bucket(BucketShape shape) {
        return new Bucket(new BucketKey(environment(), "github", "octocat", "default"), shape);
    }

    default Bucket shared() {
        return shared("shared");
    }

    default Bucket shared(String name) {
        return new Bucket(new BucketKey(environment(), "github", null, name), new Fixed());
    }

    default Standing settle(TestClaim claim) {
        return settle("a", claim);
    }

    default Standing settle(String replica, TestClaim claim) {
        return ledger(replica).settle(claim.claim()).block(PATIENCE);
    }

    default int granted(TestClaim claim) {
        return settle(claim).granted().getFirst();
    }

    default List<BucketNotice> listen(String replica) {
        List<BucketNotice> notices = new CopyOnWriteArrayList<>();
        ledger(replica).listen(notice -> {
            if (notice.key().environment().equals(environment())) {
                notices.add(notice);
            }
        });
        return notices;
    }

    static void awaitNotices(List<BucketNotice> notices, BucketNotice... expected) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(notices).containsExactly(expected));
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
