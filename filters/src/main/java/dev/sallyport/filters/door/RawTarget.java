// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries a request target that {@link java.net.URI} would refuse past the frameworks that insist on one. The door puts
 * it into an internal header, which no caller can set; the request's own URI is then an encoded stand-in.
 */
public final class RawTarget {

    /** Internal: always removed from what a caller sends, never to be forwarded. */
    public static final String HEADER = "sallyport-target";

    private RawTarget() {}

    /**
     * Path and query exactly as the caller sent them.
     *
     * @param uri what the server hands on as the request's path and query
     * @param firstHeader looks up a request header by name
     */
    public static String of(String uri, Function<String, @Nullable String> firstHeader) {
        String raw = firstHeader.apply(HEADER);
        return raw == null ? uri : raw;
    }
}
