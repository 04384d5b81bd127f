// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.gateway.control.http.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The object {@code end_user}, in and out. */
public final class EndUserJson {

    private EndUserJson() {}

    public static @Nullable EndUser read(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        return new EndUser(
                json.text("id"),
                json.textOrNull("display_name"),
                json.textOrNull("email"),
                json.object("tags").toTexts(),
                organization(json.objectOrNull("organization")));
    }

    public static @Nullable Map<String, @Nullable Object> write(@Nullable EndUser user) {
        if (user == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", user.id());
        json.put("display_name", user.displayName());
        json.put("email", user.email());
        json.put("tags", user.tags());
        json.put("organization", organization(user.organization()));
        return json;
    }

    private static EndUser.@Nullable Organization organization(@Nullable JsonObject json) {
        return json == null ? null : new EndUser.Organization(json.text("id"), json.textOrNull("display_name"));
    }

    private static @Nullable Map<String, @Nullable Object> organization(EndUser.@Nullable Organization organization) {
        if (organization == null) {
            return null;
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", organization.id());
        json.put("display_name", organization.displayName());
        return json;
    }
}
