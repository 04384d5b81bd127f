// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.breaker.BreakerSettings;
import dev.sallyport.filters.breaker.ReceiverBreakers;
import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.EgressSettings;
import dev.sallyport.filters.event.ConnectionEvent;
import dev.sallyport.filters.event.InMemorySigningKeys;
import dev.sallyport.filters.event.MemoryOutbox;
import dev.sallyport.filters.event.Outbox;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.Samples;
import dev.sallyport.filters.upstream.ShortExchange;
import dev.sallyport.filters.upstream.UpstreamClient;
import dev.sallyport.filters.upstream.UpstreamSettings;
import dev.sallyport.gateway.events.EventStats.End;
import dev.sallyport.gateway.settings.ReceiverSettings;
import dev.sallyport.gateway.settings.WebhookSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.springframework.util.unit.DataSize;

/** Everything that delivers events, with the patience of a test; receivers are real. */
final class Sender implements AutoCloseable {

    static final SecretText KEY = SecretText.of("signing-key-0123");
    static final Duration TIMEOUT = Duration.ofMillis(500);

    final EventStats stats = new EventStats();
    final Webhooks webhooks;
    private final UpstreamClient client;

    private Sender(ReceiverSettings receivers, Outbox shared, Setup setup) {
        EgressSettings egress = new EgressSettings(
                setup.addresses, setup.allowHttp, EgressSettings.OverrideMode.BOUND, null, Set.of(25));
        Clock clock = Clock.systemUTC();
        Random random = new Random(7);
        client = new UpstreamClient(
                new UpstreamSettings(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        50,
                        50,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        DataSize.ofKilobytes(8),
                        DataSize.ofKilobytes(8)),
                egress);
        Outbox own = new MemoryOutbox(setup.settings.maxHeld(), System::nanoTime);
        Courier courier = new Courier(
                new ShortExchange(client, DataSize.ofKilobytes(4), setup.settings.timeout()),
                new ReceiverBreakers(BREAKERS, setup.settings.maxSendsPerReceiver(), System::nanoTime, random),
                new KeyRing(Map.of("dev", KEY), new InMemorySigningKeys(), random),
                "Sallyport/test",
                egress.allowHttp(),
                clock);
        Dispatch dispatch = new Dispatch(
                setup.settings,
                List.of(own, shared),
                courier,
                new Settlement(setup.settings, stats, clock, random),
                System::nanoTime);
        webhooks = Webhooks.start(
                new Receivers(Map.of("dev", receivers)),
                shared,
                own,
                dispatch,
                stats,
                clock,
                random,
                setup.settings.maxHeld());
    }

    private static final BreakerSettings BREAKERS = new BreakerSettings(
            50,
            5,
            Duration.ofSeconds(10),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            100);

    static Setup with() {
        return new Setup();
    }

    void happened() {
        happened(null);
    }

    void happened(String receiver) {
        webhooks.happened(
                new ConnectionEvent(connection(receiver), AuthMode.API_KEY, ConnectionEvent.Operation.CREATION, null));
    }

    void await(End end, long deliveries) {
        Awaitility.await(deliveries + " " + end)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stats.ended(end)).isEqualTo(deliveries));
    }

    @Override
    public void close() {
        webhooks.close();
        client.close();
    }

    private static Connection connection(String receiver) {
        Connection sample = Samples.connection(Samples.API_KEY);
        return new Connection(
                sample.id(),
                sample.key(),
                sample.provider(),
                sample.credential(),
                sample.connectionConfig(),
                sample.metadata(),
                null,
                Map.of(),
                receiver,
                sample.generation(),
                sample.createdAt(),
                sample.updatedAt());
    }

    /** How it behaves; loopback and plain http are open unless taken back. */
    static final class Setup {

        private List<String> addresses = List.of("127.0.0.0/8");
        private boolean allowHttp = true;
        private WebhookSettings settings = settings(Duration.ofSeconds(20), 100);

        Setup closed() {
            addresses = List.of();
            return this;
        }

        Setup httpsOnly() {
            allowHttp = false;
            return this;
        }

        Setup givingUpAfter(Duration time) {
            settings = settings(time, 100);
            return this;
        }

        Setup holding(int events) {
            settings = settings(Duration.ofSeconds(20), events);
            return this;
        }

        Sender to(RawUpstream receiver) {
            return to(receiver, new MemoryOutbox(1000, System::nanoTime));
        }

        Sender to(RawUpstream receiver, Outbox shared) {
            return to(url(receiver), shared);
        }

        Sender to(String url, Outbox shared) {
            return new Sender(new ReceiverSettings(SecretText.of(url), null, true, true, null), shared, this);
        }

        private static WebhookSettings settings(Duration giveUpAfter, int held) {
            return new WebhookSettings(
                    TIMEOUT,
                    Duration.ofMillis(50),
                    Duration.ofMillis(200),
                    giveUpAfter,
                    Duration.ofMillis(200),
                    16,
                    4,
                    held);
        }
    }

    static String url(RawUpstream receiver) {
        return "http://127.0.0.1:" + receiver.port() + "/hook?token=hush";
    }
}
