// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.connection.ConnectionKey;
import java.nio.ByteBuffer;
import java.util.List;

/** Where a sealed value belongs. It opens nowhere else. */
public record SealContext(String environment, String integration, String connection, String field) {

    public static SealContext integration(String environment, String uniqueKey) {
        return new SealContext(environment, uniqueKey, "", "integration");
    }

    public static SealContext connection(ConnectionKey key) {
        return new SealContext(key.environment(), key.integration(), key.connectionId(), "connection");
    }

    /** Of what belongs to a connection's refreshes. */
    public static SealContext refresh(ConnectionKey key) {
        return new SealContext(key.environment(), key.integration(), key.connectionId(), "refresh");
    }

    /** Of an event on its way. */
    public static SealContext delivery(String environment, String id) {
        return new SealContext(environment, "", id, "delivery");
    }

    /** Of what an environment's events are signed with. */
    public static SealContext signingKey(String environment) {
        return new SealContext(environment, "", "", "signing-key");
    }

    /** Of a connect session, by the SHA-256 of its token: its environment is not known before it is opened. */
    public static SealContext connectSession(String digest) {
        return new SealContext("", "", digest, "connect-session");
    }

    /** Of an authorization that waits for its browser. */
    public static SealContext authorization(String id) {
        return new SealContext("", "", id, "authorization");
    }

    /** Each part with its length in front, so that no two places have the same bytes. */
    byte[] associatedData() {
        List<byte[]> parts = List.of(
                environment.getBytes(UTF_8),
                integration.getBytes(UTF_8),
                connection.getBytes(UTF_8),
                field.getBytes(UTF_8));
        ByteBuffer data = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        parts.forEach(part -> data.putInt(part.length).put(part));
        return data.array();
    }
}
