// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.connection;

import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.connection.EndUser.Organization;
import dev.sallyport.redis.client.StoredJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An end user as a member of a stored object. */
public final class EndUserJson {

    private static final String DISPLAY_NAME = "display_name";
    private static final String TAGS = "tags";

    private EndUserJson() {}

    public static Map<String, Object> write(EndUser endUser) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("id", endUser.id());
        putUnlessNull(stored, DISPLAY_NAME, endUser.displayName());
        putUnlessNull(stored, "email", endUser.email());
        stored.put(TAGS, endUser.tags());
        Organization organization = endUser.organization();
        if (organization != null) {
            Map<String, Object> nested = new LinkedHashMap<>();
            nested.put("id", organization.id());
            putUnlessNull(nested, DISPLAY_NAME, organization.displayName());
            stored.put("organization", nested);
        }
        return stored;
    }

    /** Null when the object is empty: there is none. */
    public static @Nullable EndUser read(Map<String, Object> stored) {
        String id = StoredJson.text(stored, "id");
        return id == null
                ? null
                : new EndUser(
                        id,
                        StoredJson.text(stored, DISPLAY_NAME),
                        StoredJson.text(stored, "email"),
                        StoredJson.strings(stored, TAGS),
                        organization(StoredJson.object(stored, "organization")));
    }

    private static @Nullable Organization organization(Map<String, Object> stored) {
        String id = StoredJson.text(stored, "id");
        return id == null ? null : new Organization(id, StoredJson.text(stored, DISPLAY_NAME));
    }

    private static void putUnlessNull(Map<String, Object> object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
