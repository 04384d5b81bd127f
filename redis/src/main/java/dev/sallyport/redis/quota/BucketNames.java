// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.redis.client.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bucket's names as one text, and back. */
final class BucketNames {

    private BucketNames() {}

    static String join(BucketKey key) {
        String connection = key.connection();
        return connection == null
                ? Names.join(key.environment(), key.integration(), key.name())
                : Names.join(key.environment(), key.integration(), key.name(), connection);
    }

    /** Null where another version of the gateway wrote something else. */
    static @Nullable BucketKey split(String joined) {
        List<String> names = Names.split(joined);
        return switch (names.size()) {
            case 3 -> new BucketKey(names.get(0), names.get(1), null, names.get(2));
            case 4 -> new BucketKey(names.get(0), names.get(1), names.get(3), names.get(2));
            default -> null;
        };
    }
}
