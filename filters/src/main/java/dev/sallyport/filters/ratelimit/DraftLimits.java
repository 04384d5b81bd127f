// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code RateLimit} and {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-11). Malformed fields are ignored
 * whole, as the draft wants. Partition keys are not told apart: within a connection there is mostly one.
 */
final class DraftLimits {

    private static final String REQUESTS = "requests";

    private DraftLimits() {}

    /**
     * One sighting for each policy that counts requests. A policy that is alone is the bucket itself; several are each their
     * own, such as {@code default/burst}.
     */
    static List<Reading.OfBucket> read(String limits, @Nullable String policies, Bucket bucket) {
        List<StructuredList.Item> items = valid(limits, "r", "t");
        List<StructuredList.Item> declared = policies == null ? List.of() : valid(policies, "q", "w");
        boolean alone = items.size() == 1 && declared.size() <= 1;
        return items.stream()
                .filter(item -> countsRequests(find(declared, item.name())))
                .map(item -> new Reading.OfBucket(
                        alone ? bucket : named(bucket, item.name()), sighting(item, find(declared, item.name()))))
                .toList();
    }

    private static List<StructuredList.Item> valid(String field, String required, String time) {
        List<StructuredList.Item> items = StructuredList.parse(field);
        boolean valid = items.stream()
                .allMatch(item ->
                        item.number(required) != null && item.isCountIfThere(required) && item.isCountIfThere(time));
        return valid ? items : List.of();
    }

    private static Sighting sighting(StructuredList.Item item, StructuredList.@Nullable Item policy) {
        Long quota = policy == null ? null : policy.number("q");
        Long window = policy == null ? null : policy.number("w");
        Long remaining = item.number("r");
        return new Sighting(
                quota == null || quota < 1 ? null : quota,
                remaining == null ? 0 : remaining,
                plausible(item.number("t")),
                window == null || window == 0 ? null : plausible(window));
    }

    private static @Nullable Duration plausible(@Nullable Long seconds) {
        return seconds == null || seconds > ServerHints.LONGEST.toSeconds() ? null : Duration.ofSeconds(seconds);
    }

    private static boolean countsRequests(StructuredList.@Nullable Item policy) {
        return policy == null || REQUESTS.equals(policy.parameters().getOrDefault("qu", REQUESTS));
    }

    private static StructuredList.@Nullable Item find(List<StructuredList.Item> policies, String name) {
        for (StructuredList.Item policy : policies) {
            if (policy.name().equals(name)) {
                return policy;
            }
        }
        return null;
    }

    private static Bucket named(Bucket bucket, String policy) {
        return new Bucket(bucket.key().named(bucket.key().name() + '/' + policy), bucket.shape());
    }
}
