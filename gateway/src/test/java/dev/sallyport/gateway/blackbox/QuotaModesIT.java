// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Gateways that only watch limits, or do not look at them. */
class QuotaModesIT {

    private static final String SPENT = answer(
            429, "no", "X-RateLimit-Limit: 10", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 30", "Retry-After: 30");

    @Test
    void observingTellsOfALimitAndHoldsNobodyBack() throws IOException {
        try (Gateway gateway = in("observe").start();
                RawUpstream upstream = RawUpstream.answering(SPENT)) {
            Route route = connect(gateway, upstream);
            callTenTimes(route, upstream);

            BucketRow row =
                    BucketRow.await(gateway, route, "spent", bucket -> bucket.limit() != null && bucket.limit() == 10);
            assertThat(row.remaining()).isZero();
            assertThat(row.blockedUntil()).isNotNull();
            assertThat(row.waiting()).isZero();
            assertThat(gateway.stop()).isZero();
        }
    }

    @Test
    void offMeansThatNothingIsLearned() throws IOException {
        try (Gateway gateway = in("off").start();
                RawUpstream upstream = RawUpstream.answering(SPENT)) {
            Route route = connect(gateway, upstream);
            callTenTimes(route, upstream);

            Awaitility.await("no bucket to appear")
                    .during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> BucketRow.all(gateway).isEmpty());
            assertThat(gateway.stop()).isZero();
        }
    }

    private static void callTenTimes(Route route, RawUpstream upstream) throws IOException {
        for (int i = 0; i < 10; i++) {
            RawResponse answer = route.get("/", "Sallyport-Max-Wait: 0");

            assertThat(answer.status()).as(answer.text()).isEqualTo(429);
            assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            assertThat(answer.header("sallyport-waited-ms")).isEmpty();
        }
        assertThat(upstream.received()).hasSize(10);
    }

    private static Route connect(Gateway gateway, RawUpstream upstream) throws IOException {
        gateway.integrate("bb-none", "i", "{}", "");
        return gateway.connect("i", "c", NONE, "{\"port\":\"" + upstream.port() + "\"}");
    }

    private static Gateway.Setup in(String mode) {
        return Gateway.with().env("SALLYPORT_QUOTA_MODE", mode).env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s");
    }
}
