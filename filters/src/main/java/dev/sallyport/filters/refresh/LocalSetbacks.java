// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import dev.sallyport.filters.cache.PathCache;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshOutcome.Busy;
import dev.sallyport.filters.refresh.RefreshOutcome.Gone;
import dev.sallyport.filters.refresh.RefreshOutcome.Renewed;
import dev.sallyport.filters.refresh.RefreshOutcome.Stopped;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this replica remembers of refreshes that brought nothing, so that the calls after them do not ask the store. */
final class LocalSetbacks {

    private static final int MOST = 100_000;
    private static final Duration WHILE_BUSY = Duration.ofSeconds(5);
    private static final Duration WHILE_STORE_IS_AWAY = Duration.ofSeconds(1);

    private final Cache<ConnectionKey, Rest> rests =
            PathCache.newBuilder().maximumSize(MOST).build();
    private final RefreshTime time;

    LocalSetbacks(RefreshTime time) {
        this.time = time;
    }

    /** Null when nothing keeps the connection, as it is now, from being renewed. */
    @Nullable
    Rest of(Connection connection) {
        Rest rest = rests.getIfPresent(connection.key());
        return rest != null && rest.concerns(connection) && time.now().isBefore(rest.until) ? rest : null;
    }

    void learn(Connection connection, RefreshOutcome outcome) {
        switch (outcome) {
            case Stopped(Setback setback) -> remember(connection, setback.until(), setback);
            case Busy busy -> remember(connection, time.now().plus(WHILE_BUSY), null);
            case Renewed renewed -> rests.invalidate(connection.key());
            case Gone gone -> rests.invalidate(connection.key());
        }
    }

    void storeAway(Connection connection) {
        remember(connection, time.now().plus(WHILE_STORE_IS_AWAY), null);
    }

    private void remember(Connection connection, Instant until, @Nullable Setback setback) {
        rests.put(connection.key(), new Rest(connection.id(), connection.generation(), until, setback));
    }

    /**
     * @param setback null where it only keeps refreshes ahead of expiry from beginning
     */
    record Rest(
            long connectionId,
            long generation,
            Instant until,
            @Nullable Setback setback) {

        boolean concerns(Connection connection) {
            return connectionId == connection.id() && generation == connection.generation();
        }
    }
}
