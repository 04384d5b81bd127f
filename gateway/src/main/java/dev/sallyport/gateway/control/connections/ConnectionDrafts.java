// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.gateway.control.http.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes connections from checked import bodies. Nothing is stored here. */
public final class ConnectionDrafts {

    private final Clock clock;
    private final RandomGenerator random;

    public ConnectionDrafts(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A connection as if new. */
    Connection toConnection(String environment, JsonObject body, Provider provider) {
        Instant now = clock.instant();
        return new Connection(
                0,
                new ConnectionKey(environment, body.text("provider_config_key"), connectionId(body)),
                provider.name(),
                CredentialRules.read(provider, body.object("credentials")),
                ConnectionRules.config(provider, body),
                body.object("metadata").members(),
                EndUserJson.read(body.objectOrNull("end_user")),
                TagsJson.read(body),
                body.textOrNull("webhook_url_override"),
                0,
                now,
                now);
    }

    /** The candidate in place of the stored one; metadata that the body does not give is kept. */
    Connection over(Connection stored, Connection candidate, JsonObject body) {
        return new Connection(
                stored.id(),
                candidate.key(),
                candidate.provider(),
                candidate.credential(),
                candidate.connectionConfig(),
                body.objectOrNull("metadata") == null ? stored.metadata() : candidate.metadata(),
                candidate.endUser(),
                candidate.tags(),
                candidate.webhookUrlOverride(),
                stored.generation(),
                stored.createdAt(),
                candidate.updatedAt());
    }

    private String connectionId(JsonObject body) {
        String given = body.textOrNull("connection_id");
        return given == null ? uuid().toString() : given;
    }

    /** Version 4, from our own source of randomness: {@code UUID.randomUUID} may block on the system's. */
    private UUID uuid() {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
