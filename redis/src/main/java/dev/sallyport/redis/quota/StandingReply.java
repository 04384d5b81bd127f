// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.quota;

import dev.sallyport.filters.quota.BucketView;
import dev.sallyport.filters.quota.Standing;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.redis.client.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scripts answer, read. */
final class StandingReply {

    /** Where the permits granted begin. */
    private static final int GRANTED = 9;

    private StandingReply() {}

    /** @param wants how many the claim had */
    static Standing read(List<Object> reply, int wants) {
        long credit = Bytes.toLong(reply.get(6));
        Long resetIn = orNull(reply.get(4));
        return new Standing(
                Bytes.toLong(reply.get(0)),
                orNull(reply.get(1)),
                Bytes.toLong(reply.get(2)),
                Bytes.toLong(reply.get(3)),
                resetIn == null ? null : Duration.ofMillis(resetIn),
                Duration.ofMillis(Bytes.toLong(reply.get(5))),
                credit < 0 ? Standing.UNLIMITED : credit,
                granted(reply, wants),
                Duration.ofMillis(Bytes.toLong(reply.get(7))),
                Bytes.toLong(reply.get(8)),
                overShare(reply, wants));
    }

    /** Null where nothing limits, or the bucket is gone. */
    static @Nullable BucketView view(List<Object> reply) {
        BucketKey key = reply.isEmpty() ? null : BucketNames.split(Bytes.toText((byte[]) reply.get(0)));
        if (key == null) {
            return null;
        }
        Long limit = orNull(reply.get(1));
        Long blockedUntil = orNull(reply.get(4));
        return limit == null && blockedUntil == null
                ? null
                : new BucketView(
                        key, limit, orNull(reply.get(2)), moment(orNull(reply.get(3))), moment(blockedUntil), (int)
                                Bytes.toLong(reply.get(5)));
    }

    private static List<Integer> granted(List<Object> reply, int wants) {
        List<Integer> granted = new ArrayList<>(wants);
        for (int i = GRANTED; i < GRANTED + wants; i++) {
            granted.add((int) Bytes.toLong(reply.get(i)));
        }
        return granted;
    }

    private static Set<String> overShare(List<Object> reply, int wants) {
        Set<String> over = new HashSet<>();
        for (int i = GRANTED + wants; i < reply.size(); i++) {
            over.add(Bytes.toText((byte[]) reply.get(i)));
        }
        return over;
    }

    private static @Nullable Long orNull(Object number) {
        long value = Bytes.toLong(number);
        return value < 0 ? null : value;
    }

    private static @Nullable Instant moment(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
