// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.connection.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a connection.
 *
 * @param mode of the connection's provider
 * @param problem what went wrong; null when all is well, which with {@link Operation#REFRESH} means that it is well again
 */
public record ConnectionEvent(
        Connection connection,
        AuthMode mode,
        Operation operation,
        @Nullable Problem problem) {

    /** What was done to it. */
    public enum Operation {
        /** It was created, by import or by an end user's authorization. */
        CREATION,
        /** It existed and was authorized or imported again. */
        OVERRIDE,
        /** Its credential was renewed, or could not be. */
        REFRESH
    }

    /**
     * What went wrong.
     *
     * @param type one word, never a value
     * @param description a sentence, safe to show
     */
    public record Problem(String type, String description) {}
}
