// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.http;

import dev.sallyport.filters.access.ApiKey;
import java.util.Map;

/** A call that may be made: by whom, and what it says. */
public record Call(ApiKey caller, Map<String, String> path, JsonObject query, JsonObject body) {

    public String environment() {
        return caller.environment();
    }

    public boolean may(String scope) {
        return caller.scopes().allow(scope);
    }

    /** The decoded value of a path variable. */
    public String variable(String name) {
        return path.getOrDefault(name, "");
    }
}
