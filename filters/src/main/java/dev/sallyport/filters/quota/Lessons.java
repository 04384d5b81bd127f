// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Reading.OfBucket;
import dev.sallyport.filters.ratelimit.Throttle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket learns what from an answer: those of the call; parts of the first of them that only answers name, which later calls
 * are charged to; and others, which later calls may name.
 */
final class Lessons {

    private Lessons() {}

    static void teach(Permit last, Reading reading) {
        Throttle throttle = reading.throttle();
        boolean namesOne = throttle != null && throttle.bucket() != null && isNamed(throttle.bucket(), last, reading);
        for (OfBucket seen : reading.sightings()) {
            LocalBucket bucket = find(seen, last);
            if (bucket != null) {
                Permit charged = charged(bucket.key(), last);
                Throttle itsOwn = isFor(bucket, throttle, namesOne, last) ? throttle : null;
                bucket.learn(seen.sighting(), itsOwn, charged == null ? last : charged);
            }
        }
        for (Permit each = last; throttle != null && each != null; each = each.before()) {
            if (!isSeen(each.bucket().key(), reading) && isFor(each.bucket(), throttle, namesOne, last)) {
                each.bucket().learn(null, throttle, each);
            }
        }
    }

    /** Null where it would be one part too many. */
    private static @Nullable LocalBucket find(OfBucket seen, Permit last) {
        BucketKey key = seen.bucket().key();
        Permit charged = charged(key, last);
        if (charged != null) {
            return charged.bucket();
        }
        LocalBucket first = first(last);
        return isPart(key, first.key()) ? first.part(seen.bucket()) : first.other(seen.bucket());
    }

    private static @Nullable Permit charged(BucketKey key, Permit last) {
        for (Permit each = last; each != null; each = each.before()) {
            if (each.bucket().key().equals(key)) {
                return each;
            }
        }
        return null;
    }

    private static LocalBucket first(Permit last) {
        Permit each = last;
        for (Permit before = each.before(); before != null; before = before.before()) {
            each = before;
        }
        return each.bucket();
    }

    static boolean isPart(BucketKey key, BucketKey of) {
        String name = key.name();
        int length = of.name().length();
        return name.length() > length
                && name.charAt(length) == '/'
                && name.startsWith(of.name())
                && key.environment().equals(of.environment())
                && key.integration().equals(of.integration())
                && Objects.equals(key.connection(), of.connection());
    }

    /** A refusal that names none of them is about all of the call's. */
    private static boolean isFor(LocalBucket bucket, @Nullable Throttle throttle, boolean namesOne, Permit last) {
        if (throttle == null) {
            return false;
        }
        return namesOne ? bucket.key().name().equals(throttle.bucket()) : charged(bucket.key(), last) != null;
    }

    private static boolean isNamed(String name, Permit last, Reading reading) {
        for (Permit each = last; each != null; each = each.before()) {
            if (each.bucket().key().name().equals(name)) {
                return true;
            }
        }
        for (OfBucket seen : reading.sightings()) {
            if (seen.bucket().key().name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSeen(BucketKey key, Reading reading) {
        for (OfBucket seen : reading.sightings()) {
            if (seen.bucket().key().equals(key)) {
                return true;
            }
        }
        return false;
    }
}
