// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which connections a listing shows: those the caller may see and the query asks for. */
record ConnectionFilter(
        @Nullable String connectionId,
        @Nullable String search,
        @Nullable String endUserId,
        @Nullable String organizationId,
        List<String> integrations,
        Map<String, String> tags)
        implements Predicate<Connection> {

    static Predicate<Connection> of(Call call) {
        JsonObject query = call.query();
        String search = query.textOrNull("search");
        String integrations = query.textOrNull("integrationId");
        Map<String, String> tags = new HashMap<>();
        query.object("tags").toTexts().forEach((name, value) -> tags.put(name.toLowerCase(Locale.ROOT), value));
        return new ConnectionFilter(
                query.textOrNull("connectionId"),
                search == null ? null : search.toLowerCase(Locale.ROOT),
                query.textOrNull("endUserId"),
                query.textOrNull("endUserOrganizationId"),
                integrations == null ? List.of() : List.of(integrations.split(",")),
                tags);
    }

    @Override
    public boolean test(Connection connection) {
        return isNullOrEqual(connectionId, connection.key().connectionId())
                && (integrations.isEmpty()
                        || integrations.contains(connection.key().integration()))
                && hasTags(connection)
                && isFound(connection);
    }

    /** The client asks for an end user by these tags, whether they were given as tags or as {@code end_user}. */
    private boolean hasTags(Connection connection) {
        Map<String, String> all = new HashMap<>();
        EndUser user = connection.endUser();
        if (user != null) {
            putIfKnown(all, "end_user_id", user.id());
            putIfKnown(all, "end_user_email", user.email());
            putIfKnown(all, "end_user_display_name", user.displayName());
            EndUser.Organization organization = user.organization();
            putIfKnown(all, "organization_id", organization == null ? null : organization.id());
        }
        all.putAll(connection.tags());
        return isNullOrEqual(endUserId, all.get("end_user_id"))
                && isNullOrEqual(organizationId, all.get("organization_id"))
                && all.entrySet().containsAll(tags.entrySet());
    }

    private boolean isFound(Connection connection) {
        EndUser user = connection.endUser();
        return search == null
                || Stream.of(
                                connection.key().connectionId(),
                                user == null ? null : user.id(),
                                user == null ? null : user.email(),
                                user == null ? null : user.displayName())
                        .filter(Objects::nonNull)
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
    }

    private static boolean isNullOrEqual(@Nullable String wanted, @Nullable String held) {
        return wanted == null || wanted.equals(held);
    }

    private static void putIfKnown(Map<String, String> tags, String name, @Nullable String value) {
        if (value != null) {
            tags.put(name, value);
        }
    }
}
