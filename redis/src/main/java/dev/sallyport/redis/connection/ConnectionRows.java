// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.Sealer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A connection as the fields of its hash: credential, configuration and metadata sealed. */
final class ConnectionRows {

    static final String ID = "id";

    private static final String TAGS = "tags";

    private final Sealer sealer;

    ConnectionRows(Sealer sealer) {
        this.sealer = sealer;
    }

    /** Without id, generation and creation, which the scripts keep. */
    Map<String, byte[]> write(Connection connection) {
        return Map.of(
                Row.PROVIDER, Bytes.of(connection.provider()),
                Row.UPDATED_AT, Bytes.of(connection.updatedAt().toString()),
                Row.CLEAR, StoredJson.write(clear(connection)),
                Row.SEALED, sealer.seal(secrets(connection), SealContext.connection(connection.key())));
    }

    Connection read(ConnectionKey key, Row row) {
        Map<String, Object> clear = row.json(Row.CLEAR);
        Map<String, Object> secrets = sealer.open(row.bytes(Row.SEALED), SealContext.connection(key));
        return new Connection(
                row.number(ID),
                key,
                row.text(Row.PROVIDER),
                credential(secrets),
                StoredJson.object(secrets, "connection_config"),
                StoredJson.object(secrets, "metadata"),
                EndUserJson.read(StoredJson.object(clear, "end_user")),
                StoredJson.strings(clear, TAGS),
                StoredJson.text(clear, "webhook_url_override"),
                row.number(Row.GENERATION),
                row.instant(Row.CREATED_AT),
                row.instant(Row.UPDATED_AT));
    }

    private static Map<String, Object> secrets(Connection connection) {
        Map<String, Object> secrets = new LinkedHashMap<>();
        // Beside the fields, because a credential of type NONE has none.
        secrets.put("type", connection.credential().type());
        secrets.put("credentials", connection.credential().fields());
        secrets.put("connection_config", connection.connectionConfig());
        secrets.put("metadata", connection.metadata());
        return secrets;
    }

    private static Credential credential(Map<String, Object> secrets) {
        String type = Objects.requireNonNull(StoredJson.text(secrets, "type"), "type");
        return CredentialFields.read(type, StoredJson.object(secrets, "credentials"));
    }

    private static Map<String, Object> clear(Connection connection) {
        Map<String, Object> clear = new LinkedHashMap<>();
        clear.put(TAGS, connection.tags());
        if (connection.endUser() != null) {
            clear.put("end_user", EndUserJson.write(connection.endUser()));
        }
        if (connection.webhookUrlOverride() != null) {
            clear.put("webhook_url_override", connection.webhookUrlOverride());
        }
        return clear;
    }
}
