// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import static dev.sallyport.filters.quota.LedgerSteps.awaitNotices;
import static dev.sallyport.filters.quota.LedgerSteps.millis;
import static dev.sallyport.filters.quota.LedgerSteps.seconds;
import static dev.sallyport.filters.quota.TestClaim.of;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What replicas are told of, so that calls that wait there look again. */
interface NoticeContract extends LedgerSteps {

    // News

    @Test
    default void thoseWhoGotNothingOfTheGuessGoOneAfterTheOtherOnceItIsConfirmed() {
        settle(of(bucket()).sees(100, 0, seconds(10)));
        pass(millis(10_100));
        settle(of(bucket()).wants(50));
        pass(millis(990));

        long granted = granted(of(bucket())
                .window(2)
                .waiting(45)
                .sees(100, 95, seconds(10))
                .order(5)
                .wants(45));
        for (int i = 0; i < 9; i++) {
            pass(millis(10));
            granted += granted(of(bucket()).window(2).waiting(45).wants(45));
        }

        assertThat(granted).isBetween(6L, 9L);
    }

    @Test
    default void tellsThoseWhoWaitElsewhereThatANewWindowIsConfirmed() {
        List<BucketNotice> notices = listen("b");
        settle(of(bucket()).sees(100, 60, seconds(10)));
        awaitNotices(notices, new BucketNotice(bucket().key(), Duration.ZERO));
        notices.clear();
        pass(seconds(11));
        settle("b", of(bucket()).wants(9));

        settle(of(bucket()).window(2).sees(100, 99, seconds(10)));

        awaitNotices(notices, new BucketNotice(bucket().key(), Duration.ZERO));
    }

    @Test
    default void tellsWhenALimitBecomesKnownAndWhenItComesNear() {
        List<BucketNotice> notices = listen("b");
        settle(of(bucket()).sees(100, 60, seconds(60)));
        awaitNotices(notices, new BucketNotice(bucket().key(), Duration.ZERO));

        settle(of(bucket()).sees(100, 50, seconds(60)));
        settle(of(bucket()).spent(30).wants(1));
        awaitNotices(
                notices,
                new BucketNotice(bucket().key(), Duration.ZERO),
                new BucketNotice(bucket().key(), Duration.ZERO));

        settle(of(bucket()).spent(31));
        settle(of(bucket()).refused(seconds(3)));
        awaitNotices(
                notices,
                new BucketNotice(bucket().key(), Duration.ZERO),
                new BucketNotice(bucket().key(), Duration.ZERO),
                new BucketNotice(bucket().key(), seconds(3)));
    }

    @Test
    default void tellsOfABlockToItselfAndOthersOnce() {
        List<BucketNotice> here = listen("a");
        List<BucketNotice> there = listen("b");
        settle(of(bucket()).refused(seconds(3)));
        settle(of(bucket()).refused(seconds(3)));
        settle(of(shared()).refused(Duration.ZERO));

        BucketNotice first = new BucketNotice(bucket().key(), seconds(3));
        BucketNotice second = new BucketNotice(shared().key(), millis(500));
        awaitNotices(here, first, second);
        awaitNotices(there, first, second);
    }

    @Test
    default void tellsAgainThatALimitIsNearInTheNextWindow() {
        List<BucketNotice> notices = listen("b");
        BucketNotice near = new BucketNotice(bucket().key(), Duration.ZERO);
        settle(of(bucket()).sees(100, 10, seconds(5)));
        pass(seconds(6));
        settle(of(bucket()).window(2).sees(100, 90, seconds(5)));
        awaitNotices(notices, near);

        settle(of(bucket()).window(2).spent(85));
        awaitNotices(notices, near, near);
    }
}
