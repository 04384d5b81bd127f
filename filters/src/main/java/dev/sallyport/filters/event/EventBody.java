// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.EndUser;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a receiver is told of an event (reference §6.7): who and what, never a credential, the connection's configuration or its
 * metadata. Members are in the order of their names, so that the same event always has the same bytes.
 */
public final class EventBody {

    /** What clients of the public API look for; it names the protocol, not the sender. */
    private static final String FROM = "nango";

    private static final JsonMapper JSON = JsonMapper.shared();

    private EventBody() {}

    /** As JSON. */
    public static byte[] of(ConnectionEvent event) {
        Connection connection = event.connection();
        Map<String, @Nullable Object> body = new TreeMap<>();
        body.put("from", FROM);
        body.put("type", "auth");
        body.put("connectionId", connection.key().connectionId());
        body.put("providerConfigKey", connection.key().integration());
        body.put("authMode", event.mode().name());
        body.put("provider", connection.provider());
        body.put("environment", connection.key().environment());
        body.put("operation", operation(event.operation()));
        body.put("success", event.problem() == null);
        if (!connection.tags().isEmpty()) {
            body.put("tags", new TreeMap<>(connection.tags()));
        }
        if (connection.endUser() != null) {
            body.put("endUser", endUser(connection.endUser()));
        }
        if (event.problem() != null) {
            body.put("error", error(event.problem()));
        }
        return JSON.writeValueAsBytes(body);
    }

    private static String operation(ConnectionEvent.Operation operation) {
        return switch (operation) {
            case CREATION -> "creation";
            case OVERRIDE -> "override";
            case REFRESH -> "refresh";
        };
    }

    private static Map<String, Object> endUser(EndUser user) {
        Map<String, Object> members = new TreeMap<>();
        members.put("endUserId", user.id());
        members.put("tags", new TreeMap<>(user.tags()));
        if (user.email() != null) {
            members.put("endUserEmail", user.email());
        }
        if (user.organization() != null) {
            members.put("organizationId", user.organization().id());
        }
        return members;
    }

    private static Map<String, Object> error(ConnectionEvent.Problem problem) {
        Map<String, Object> members = new TreeMap<>();
        members.put("type", problem.type());
        members.put("description", problem.description());
        return members;
    }
}
