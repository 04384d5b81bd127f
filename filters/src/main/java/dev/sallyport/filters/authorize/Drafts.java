// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.credential.NoCredential;
import dev.sallyport.filters.session.ConnectSession;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Connections as an authorization would leave them, but for their credential. Nothing is stored here. */
final class Drafts {

    private final Clock clock;
    private final RandomGenerator random;

    Drafts(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new one, under a name of its own. */
    Connection create(ConnectSession session, String integration, String provider, Map<String, Object> config) {
        ConnectionKey key = new ConnectionKey(session.environment(), integration, uuid().toString());
        return with(blank(key, provider), config, session.endUser(), session.tags(), session.webhookUrlOverride());
    }

    Connection create(PendingAuthorization pending) {
        return over(blank(pending.key(), pending.provider()), pending);
    }

    /** What the session does not say of its end user stays. */
    Connection over(Connection stored, ConnectSession session, Map<String, Object> config) {
        return with(
                stored,
                config,
                session.endUser() == null ? stored.endUser() : session.endUser(),
                session.tags().isEmpty() ? stored.tags() : session.tags(),
                session.webhookUrlOverride() == null ? stored.webhookUrlOverride() : session.webhookUrlOverride());
    }

    Connection over(Connection stored, PendingAuthorization pending) {
        return with(
                stored,
                pending.connectionConfig().reveal(),
                pending.endUser(),
                pending.tags(),
                pending.webhookUrlOverride());
    }

    private Connection blank(ConnectionKey key, String provider) {
        Instant now = clock.instant();
        return new Connection(
                0, key, provider, new NoCredential(), Map.of(), Map.of(), null, Map.of(), null, 0, now, now);
    }

    private static Connection with(
            Connection base,
            Map<String, Object> config,
            @Nullable EndUser endUser,
            Map<String, String> tags,
            @Nullable String webhookUrlOverride) {
        return new Connection(
                base.id(),
                base.key(),
                base.provider(),
                base.credential(),
                config,
                base.metadata(),
                endUser,
                tags,
                webhookUrlOverride,
                base.generation(),
                base.createdAt(),
                base.updatedAt());
    }

    /** Version 4, from our own source of randomness: {@code UUID.randomUUID} may block on the system's. */
    private UUID uuid() {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
