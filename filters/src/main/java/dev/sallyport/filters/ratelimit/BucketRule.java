// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a provider counts.
 *
 * @param shared by all connections of the integration
 * @param parts what splits it further
 */
public record BucketRule(String name, boolean shared, CallMatch match, Parts parts, BucketShape shape, Levels levels) {

    /** Of a provider of which nothing is known: whatever it counts, it counts by connection. */
    public static final BucketRule DEFAULT =
            new BucketRule("default", false, CallMatch.ALL, Parts.NONE, new BucketShape.Fixed(), Levels.NONE);

    /** Longer values of what splits a bucket are cut: callers choose them, and the names are kept. */
    static final int LONGEST_PART = 200;

    /**
     * What a bucket is split by: each value has one of its own.
     *
     * @param path the part that the matching pattern names
     * @param headers of the request
     */
    public record Parts(boolean method, boolean path, List<AsciiString> headers) {

        public static final Parts NONE = new Parts(false, false, List.of());

        public Parts {
            headers = List.copyOf(headers);
        }

        boolean areNone() {
            return !method && !path && headers.isEmpty();
        }
    }

    boolean isSameForAllCalls() {
        return match.isAll() && parts.areNone();
    }

    boolean readsBody() {
        return levels.bodyPaths().findAny().isPresent();
    }

    Bucket bucket(CallFacts call) {
        return bucket(call, name);
    }

    /** As this rule says, but of another name. */
    Bucket bucket(CallFacts call, String base) {
        String full = parts.areNone() ? base : split(call, base);
        return new Bucket(
                new BucketKey(call.environment(), call.integration(), shared ? null : call.connection(), full), shape);
    }

    private String split(CallFacts call, String base) {
        StringBuilder full = new StringBuilder(base);
        if (parts.method) {
            append(full.append('/'), call.method());
        }
        if (parts.path) {
            append(full, match.named(call.path()));
        }
        for (AsciiString header : parts.headers) {
            append(full.append('/'), call.headers().get(header));
        }
        return full.toString();
    }

    private static void append(StringBuilder full, @Nullable String part) {
        if (part != null) {
            full.append(part, 0, Math.min(part.length(), LONGEST_PART));
        }
    }
}
