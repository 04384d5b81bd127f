// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.access;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.StoredJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An API key as the fields of its hash. Nothing of it is secret: the key itself is not kept. */
final class ApiKeyRows {

    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String ENVIRONMENT = "environment";
    private static final String RIGHTS = "rights";
    private static final String CREATED_AT = "created_at";
    private static final String SCOPES = "scopes";
    private static final String INTEGRATIONS = "integrations";
    private static final String CONNECTIONS = "connections";

    private ApiKeyRows() {}

    static Map<String, byte[]> write(ApiKey key) {
        Map<String, Object> rights = new LinkedHashMap<>();
        rights.put(SCOPES, new ArrayList<>(key.scopes().granted()));
        putNames(rights, INTEGRATIONS, key.integrations());
        putNames(rights, CONNECTIONS, key.connections());
        return Map.of(
                ID, Bytes.of(key.id()),
                NAME, Bytes.of(key.name()),
                ENVIRONMENT, Bytes.of(key.environment()),
                RIGHTS, StoredJson.write(rights),
                CREATED_AT, Bytes.of(key.createdAt().toString()));
    }

    static ApiKey read(Row row) {
        Map<String, Object> rights = row.json(RIGHTS);
        return new ApiKey(
                row.text(ID),
                row.text(NAME),
                row.text(ENVIRONMENT),
                Scopes.of(StoredJson.list(rights, SCOPES)),
                names(rights, INTEGRATIONS),
                names(rights, CONNECTIONS),
                row.instant(CREATED_AT));
    }

    private static void putNames(Map<String, Object> rights, String member, AllowList list) {
        if (list.names() != null) {
            rights.put(member, List.copyOf(list.names()));
        }
    }

    /** A list that is there but empty allows nothing, unlike one that is missing. */
    private static AllowList names(Map<String, Object> rights, String member) {
        return rights.containsKey(member)
                ? new AllowList(Set.copyOf(StoredJson.list(rights, member)))
                : AllowList.EVERYTHING;
    }
}
