// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.JournalEntry;
import dev.sallyport.filters.refresh.RefreshJournal;
import dev.sallyport.filters.refresh.RefreshLease;
import dev.sallyport.filters.refresh.RefreshNotices;
import dev.sallyport.filters.refresh.RefreshPortsContract;
import dev.sallyport.filters.refresh.RefreshSetbacks;
import dev.sallyport.filters.refresh.Setback;
import dev.sallyport.redis.OneRedis;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.Samples;
import dev.sallyport.redis.TestStores;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisRefreshTest extends RefreshPortsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long DAY = Duration.ofDays(1).toMillis();

    @RegisterExtension
    private static final OneRedis REDIS = new OneRedis();

    @Override
    protected RefreshLease lease() {
        return REDIS.stores().refreshLease();
    }

    @Override
    protected RefreshJournal journal() {
        return REDIS.stores().refreshJournal();
    }

    @Override
    protected RefreshSetbacks setbacks() {
        return REDIS.stores().refreshSetbacks();
    }

    @Override
    protected RefreshNotices notices() {
        return REDIS.stores().refreshNotices();
    }

    @Test
    void everythingExpiresAndNothingIsReadable() {
        ConnectionKey key = Samples.key("expiring");
        lease().acquire(key, "token", Duration.ofSeconds(30)).block(PATIENCE);
        journal().append(key, entry()).block(PATIENCE);
        setbacks().replace(key, null, setback("a")).block(PATIENCE);

        assertThat(REDIS.ttl("sallyport:{dev}:refresh-lease:github:expiring")).isBetween(1L, 30_000L);
        assertThat(REDIS.ttl("sallyport:{dev}:refresh-journal:github:expiring")).isBetween(29 * DAY, 30 * DAY);
        assertThat(REDIS.ttl("sallyport:{dev}:refresh-setback:github:expiring")).isBetween(29 * DAY, 30 * DAY);
        assertThat(REDIS.ask("DUMP", "sallyport:{dev}:refresh-journal:github:expiring"))
                .doesNotContain("access-secret")
                .doesNotContain("refresh-secret");
        assertThat(REDIS.ask("HGET", "sallyport:{dev}:refresh-setback:github:expiring", "sealed"))
                .startsWith("SP")
                .doesNotContain("guessable");
    }

    @Test
    void anEmptiedJournalLeavesNothing() {
        ConnectionKey key = Samples.key("emptied");
        String id = journal().append(key, entry()).block(PATIENCE);
        journal()
                .remove(key, java.util.List.of(java.util.Objects.requireNonNull(id)))
                .block(PATIENCE);

        assertThat(REDIS.ask("EXISTS", "sallyport:{dev}:refresh-journal:github:emptied"))
                .isEqualTo(":0");
    }

    @Test
    void whatDoesNotOpenIsLeftOutAndInNobodysWay() {
        ConnectionKey key = Samples.key("resealed");
        try (RedisStores others = TestStores.await(TestStores.open(REDIS.uri(), OneRedis.OTHER_KEY))) {
            others.refreshJournal().append(key, entry()).block(PATIENCE);
            others.refreshSetbacks().replace(key, null, setback("theirs")).block(PATIENCE);
        }

        assertThat(journal().read(key).collectList().block(PATIENCE)).isEmpty();
        assertThat(setbacks().find(key).block(PATIENCE)).isNull();
        assertThat(setbacks().replace(key, null, setback("ours")).block(PATIENCE))
                .isTrue();
    }

    @Test
    void anEntryMovedToAnotherConnectionDoesNotOpen() {
        ConnectionKey from = Samples.key("moved-from");
        journal().append(from, entry()).block(PATIENCE);
        REDIS.ask(
                "RENAME",
                "sallyport:{dev}:refresh-journal:github:moved-from",
                "sallyport:{dev}:refresh-journal:github:moved-to");

        assertThat(journal().read(Samples.key("moved-to")).collectList().block(PATIENCE))
                .isEmpty();
    }

    private static JournalEntry entry() {
        return new JournalEntry(
                1,
                "before",
                new OAuth2Credential(
                        SecretText.of("access-secret"),
                        SecretText.of("refresh-secret"),
                        null,
                        SecretMap.EMPTY,
                        SecretMap.EMPTY));
    }

    private static Setback setback(String id) {
        return new Setback(
                id, Setback.Kind.FAILING, "guessable", "status_500", Samples.NOW, 1, Samples.NOW.plusSeconds(1));
    }
}
