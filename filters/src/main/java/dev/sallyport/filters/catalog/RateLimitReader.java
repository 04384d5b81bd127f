// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.ratelimit.BucketRule;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.ThrottleRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code proxy.rate_limit} section of a definition; the head of the shipped catalogue says what its fields mean.
 * Unlike in the public schema's sections, a field that is not known is refused: this one is our own, so it is a mistake.
 */
final class RateLimitReader {

    private static final List<String> FIELDS = List.of("buckets", "throttles");
    private static final List<String> THROTTLE = List.of("status", "when", "bucket", "wait");

    private RateLimitReader() {}

    /** @param retry says when to come back where nothing else does */
    static RateLimitRules read(@Nullable Field rateLimit, RetryRules retry) {
        if (rateLimit == null) {
            return retry.equals(RetryRules.NONE)
                    ? RateLimitRules.GENERIC
                    : RateLimitRules.of(List.of(), List.of(), retry);
        }
        Map<String, Field> fields = rateLimit.fields(FIELDS);
        Map<String, BucketRule> buckets = buckets(fields.get("buckets"));
        return RateLimitRules.of(
                List.copyOf(buckets.values()), throttles(fields.get("throttles"), buckets.keySet()), retry);
    }

    private static Map<String, BucketRule> buckets(@Nullable Field field) {
        Map<String, BucketRule> buckets = new LinkedHashMap<>();
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            BucketRule bucket = BucketReader.read(item);
            if (buckets.put(bucket.name(), bucket) != null) {
                throw item.unexpected("one bucket named " + bucket.name());
            }
        }
        return buckets;
    }

    private static List<ThrottleRule> throttles(@Nullable Field field, Set<String> buckets) {
        List<ThrottleRule> throttles = new ArrayList<>();
        for (Field item : field == null ? List.<Field>of() : field.items()) {
            throttles.add(throttle(item, buckets));
        }
        return throttles;
    }

    private static ThrottleRule throttle(Field throttle, Set<String> buckets) {
        Map<String, Field> fields = throttle.fields(THROTTLE);
        Field status = fields.get("status");
        Field when = fields.get("when");
        Field bucket = fields.get("bucket");
        Field wait = fields.get("wait");
        if (status == null) {
            throw throttle.unexpected("status in it");
        }
        return new ThrottleRule(
                statuses(status),
                when == null ? null : SourceReader.condition(when),
                bucket == null ? null : bucket.oneOf(List.copyOf(buckets)),
                wait == null ? null : BucketReader.seconds(wait));
    }

    private static Set<Integer> statuses(Field field) {
        Set<Integer> statuses = new HashSet<>();
        for (Field item : field.itemsOrItself()) {
            double status = item.number();
            if (status < 100 || status > 599 || status != Math.rint(status)) {
                throw item.unexpected("a status from 100 to 599");
            }
            statuses.add((int) status);
        }
        return statuses;
    }
}
