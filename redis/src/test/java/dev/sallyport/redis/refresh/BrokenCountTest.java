// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.JournalEntry;
import dev.sallyport.filters.refresh.RefreshSetbacks;
import dev.sallyport.filters.refresh.Setback;
import dev.sallyport.filters.refresh.Setback.Kind;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which connections count as broken, over all replicas. Each test has an environment of its own. */
class BrokenCountTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static TestServer server;
    private static RedisStores here;
    private static RedisStores there;

    private final String environment = "env:" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = TestServer.start();
        here = TestStores.open(server.uri());
        there = TestStores.open(server.uri());
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        server.close();
    }

    @Test
    void aRefusedConnectionCountsOnceOnEveryReplica() {
        ConnectionKey first = stored("first");
        ConnectionKey second = stored("second");
        set(first, null, setback("a", Kind.REFUSED));
        set(first, setback("a", Kind.REFUSED), setback("b", Kind.REFUSED));
        set(second, null, setback("c", Kind.REFUSED));

        assertThat(broken(here)).isEqualTo(2);
        assertThat(broken(there)).isEqualTo(2);
        assertThat(here.refreshSetbacks().countBroken("other").block(PATIENCE)).isZero();
    }

    @Test
    void oneThatMerelyFailsDoesNot() {
        ConnectionKey key = stored("failing");

        set(key, null, setback("a", Kind.FAILING));

        assertThat(broken(here)).isZero();
    }

    @Test
    void aSetbackThatWasNotWrittenCountsNothing() {
        ConnectionKey key = stored("contested");
        set(key, null, setback("a", Kind.FAILING));

        Boolean written = setbacks()
                .replace(key, setback("unknown", Kind.FAILING), setback("b", Kind.REFUSED))
                .block(PATIENCE);

        assertThat(written).isFalse();
        assertThat(broken(here)).isZero();
    }

    @Test
    void oneThatIsRenewedOrRepairedCountsNoMore() {
        ConnectionKey key = stored("repaired");
        set(key, null, setback("a", Kind.REFUSED));

        setbacks().clear(key).block(PATIENCE);

        assertThat(broken(there)).isZero();
    }

    @Test
    void oneThatIsDeletedCountsNoMoreAndLeavesNothing() {
        ConnectionKey key = stored("deleted");
        ConnectionKey kept = stored("kept");
        set(key, null, setback("a", Kind.REFUSED));
        set(kept, null, setback("b", Kind.REFUSED));
        here.refreshJournal()
                .append(key, new JournalEntry(1, "before", new ApiKeyCredential(SecretText.of("granted"))))
                .block(PATIENCE);

        here.connections().delete(key).block(PATIENCE);

        assertThat(broken(there)).isEqualTo(1);
        assertThat(setbacks().find(key).block(PATIENCE)).isNull();
        assertThat(here.refreshJournal().read(key).collectList().block(PATIENCE))
                .isEmpty();
        assertThat(setbacks().find(kept).block(PATIENCE)).isNotNull();
    }

    @Test
    void thoseThatAreDeletedWithTheirIntegrationCountNoMore() {
        for (int i = 0; i < 250; i++) {
            set(stored("many-" + i), null, setback("a", Kind.REFUSED));
        }
        assertThat(broken(here)).isEqualTo(250);

        assertThat(here.connections().deleteAll(environment, "github").block(PATIENCE))
                .isEqualTo(250);

        assertThat(broken(there)).isZero();
    }

    /** By whoever was asking its provider at that moment. */
    @Test
    void oneThatWasDeletedBeforeTheRefusalCameDoesNotCount() {
        ConnectionKey key = stored("late");
        here.connections().delete(key).block(PATIENCE);

        set(key, null, setback("a", Kind.REFUSED));

        assertThat(broken(here)).isZero();
    }

    /** As long as its setback, after which nobody knows any more. */
    @Test
    void oneThatNobodyTriesForAMonthCountsNoMore() {
        ConnectionKey key = stored("forgotten");
        set(key, null, setback("a", Kind.REFUSED));
        String index = "sallyport:{" + environment.replace(":", "%3A") + "}:broken";
        Duration left =
                Duration.ofMillis(Long.parseLong(server.ask("PTTL", index).substring(1)));
        assertThat(left).isBetween(Duration.ofDays(29), Duration.ofDays(30));

        server.ask("ZINCRBY", index, "-" + Duration.ofDays(30).toMillis(), "github:forgotten");

        assertThat(broken(here)).isZero();
    }

    private ConnectionKey stored(String id) {
        ConnectionKey key = new ConnectionKey(environment, "github", id);
        here.connections().save(Samples.connection(key, "s")).block(PATIENCE);
        return key;
    }

    private static void set(ConnectionKey key, @Nullable Setback previous, Setback next) {
        assertThat(setbacks().replace(key, previous, next).block(PATIENCE)).isTrue();
    }

    private Long broken(RedisStores stores) {
        return stores.refreshSetbacks().countBroken(environment).block(PATIENCE);
    }

    private static RefreshSetbacks setbacks() {
        return here.refreshSetbacks();
    }

    private static Setback setback(String id, Kind kind) {
        return new Setback(id, kind, "fingerprint", "invalid_grant", Samples.NOW, 1, Samples.NOW.plusSeconds(60));
    }
}
