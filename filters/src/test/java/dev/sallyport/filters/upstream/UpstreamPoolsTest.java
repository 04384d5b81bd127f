// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class UpstreamPoolsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void whoHasAConnectionAndWhoWaitsForOneIsCounted() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> {
                    answer.await();
                    wire.send(RawUpstream.ok("done"));
                });
                UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.LOOPBACK_OPEN)) {
            assertThat(client.loads()).isEmpty();
            Disposable first = call(client, upstream);
            awaitLoad(client, new PoolLoad(1, 0, 0));
            Disposable second = call(client, upstream);
            awaitLoad(client, new PoolLoad(1, 0, 1));

            answer.countDown();

            Awaitility.await().atMost(PATIENCE).until(() -> first.isDisposed() && second.isDisposed());
            awaitLoad(client, new PoolLoad(0, 1, 0));
        }
    }

    @Test
    void aClosedClientHasNone() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"))) {
            UpstreamClient client = new UpstreamClient(Exchanges.oneConnection(), Exchanges.LOOPBACK_OPEN);
            Exchanges.get(client.to(Exchanges.origin(upstream)), "/").block(PATIENCE);
            assertThat(client.loads()).containsOnlyKeys("127.0.0.1");

            client.close();

            Awaitility.await().atMost(PATIENCE).until(() -> client.loads().isEmpty());
        }
    }

    private static Disposable call(UpstreamClient client, RawUpstream upstream) {
        return Exchanges.get(client.to(Exchanges.origin(upstream)), "/").subscribe();
    }

    private static void awaitLoad(UpstreamClient client, PoolLoad load) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.loads()).containsEntry("127.0.0.1", load));
    }
}
