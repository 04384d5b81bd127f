// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose account a connection is, as the caller describes it. */
public record EndUser(
        String id,
        @Nullable String displayName,
        @Nullable String email,
        Map<String, String> tags,
        @Nullable Organization organization) {

    public EndUser {
        tags = Map.copyOf(tags);
    }

    /** The organization an end user belongs to. */
    public record Organization(String id, @Nullable String displayName) {}
}
