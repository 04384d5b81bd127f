// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import dev.sallyport.filters.credential.Credential;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One account's credential for an integration.
 *
 * @param id number given by the store at creation, unique within the environment
 * @param provider name of the integration's provider in the catalogue
 * @param connectionConfig values of the provider's {@code connection_config} fields: JSON values, strings mostly. May hold
 *     secrets, so it is sealed at rest and never logged
 * @param metadata the caller's own JSON object
 * @param tags lower-case keys
 * @param generation grows by one with every write; what compare-and-set compares. 0 before the first write
 */
public record Connection(
        long id,
        ConnectionKey key,
        String provider,
        Credential credential,
        Map<String, Object> connectionConfig,
        Map<String, Object> metadata,
        @Nullable EndUser endUser,
        Map<String, String> tags,
        @Nullable String webhookUrlOverride,
        long generation,
        Instant createdAt,
        Instant updatedAt) {

    public Connection {
        tags = Map.copyOf(tags);
    }

    /** The same with another credential. */
    public Connection with(Credential other, Instant now) {
        return with(other, connectionConfig, now);
    }

    /** The same with another credential and another configuration. */
    public Connection with(Credential other, Map<String, Object> otherConfig, Instant now) {
        return new Connection(
                id,
                key,
                provider,
                other,
                otherConfig,
                metadata,
                endUser,
                tags,
                webhookUrlOverride,
                generation,
                createdAt,
                now);
    }

    /** Without the values of {@code connectionConfig} and {@code metadata}, which may be secret. */
    @Override
    public String toString() {
        return "Connection[id=" + id + ", key=" + key + ", provider=" + provider + ", credential=" + credential.type()
                + ", generation=" + generation + "]";
    }
}
