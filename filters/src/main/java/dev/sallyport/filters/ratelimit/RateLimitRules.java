// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A provider's rate limits as the catalogue describes them ({@code proxy.rate_limit}), compiled. */
public final class RateLimitRules {

    /** For providers of which nothing is said: what common headers tell, per connection. */
    public static final RateLimitRules GENERIC = new RateLimitRules(List.of(), List.of(), WaitHint.NONE);

    private final List<BucketRule> buckets;
    private final ThrottleRules throttles;
    private final BodyPaths paths;
    private final boolean levelsAreTold;
    private final List<BucketRule> toldInBodies;
    private final boolean readsBody;
    private final boolean perConnection;

    private RateLimitRules(List<BucketRule> buckets, List<ThrottleRule> throttles, WaitHint hint) {
        this.buckets = buckets.isEmpty() ? List.of(BucketRule.DEFAULT) : List.copyOf(buckets);
        this.throttles = new ThrottleRules(throttles, hint);
        this.paths = new BodyPaths(bodyPaths(buckets, throttles));
        this.levelsAreTold = buckets.stream().anyMatch(bucket -> bucket.levels().areTold());
        this.toldInBodies = buckets.stream().filter(BucketRule::readsBody).toList();
        this.readsBody = !toldInBodies.isEmpty() || this.throttles.readBody();
        this.perConnection = this.buckets.stream().allMatch(BucketRule::isSameForAllCalls);
    }

    /**
     * @param buckets a call is charged to each that matches it; to {@link BucketRule#DEFAULT} when none does
     * @param throttles the first that fits an answer counts
     * @param hint the provider's own hints of when to come back, where {@code Retry-After} does not tell
     */
    public static RateLimitRules of(List<BucketRule> buckets, List<ThrottleRule> throttles, WaitHint hint) {
        return new RateLimitRules(buckets, throttles, hint);
    }

    /** What a call is charged to; at least one bucket. */
    public List<Bucket> bucketsOf(CallFacts call) {
        if (perConnection && buckets.size() == 1) {
            return List.of(buckets.getFirst().bucket(call));
        }
        List<Bucket> charged = new ArrayList<>(buckets.size());
        for (BucketRule rule : buckets) {
            if (rule.match().covers(call)) {
                charged.add(rule.bucket(call));
            }
        }
        return charged.isEmpty() ? List.of(BucketRule.DEFAULT.bucket(call)) : charged;
    }

    /** Whether {@link #bucketsOf} is the same for all calls of a connection, so that it may be kept. */
    public boolean isPerConnection() {
        return perConnection;
    }

    /** Whether the rules say what a refusal with this status looks like, so that others of the status are none. */
    public boolean describesRefusal(int status) {
        return throttles.describe(status);
    }

    /** Whether {@link #read} needs the answer's body, decoded, to understand it; at most 64 KiB of it. */
    public boolean wantsBody(CallFacts call, int status, HttpHeaders headers) {
        if (!readsBody) {
            return false;
        }
        boolean ofLevels = !toldInBodies.isEmpty() && status / 100 == 2;
        if ((!ofLevels && !throttles.mayBe(status)) || !isSmallJson(headers)) {
            return false;
        }
        return (ofLevels && areToldInBody(call))
                || throttles.wantBody(new Answer(status, headers, null, Instant.EPOCH, BodyPaths.NONE));
    }

    /**
     * Never fails: what cannot be understood is left out.
     *
     * @param body what {@link #wantsBody} asked for, or a beginning of it; null without
     * @param now when the head of the answer came
     */
    public Reading read(CallFacts call, int status, HttpHeaders headers, byte @Nullable [] body, Instant now) {
        if (!levelsAreTold && !throttles.mayBe(status) && !CommonHeaders.areIn(headers)) {
            return Reading.NONE;
        }
        Answer answer = new Answer(status, headers, body, now, paths);
        List<Reading.OfBucket> sightings = sightings(call, answer);
        Throttle throttle = throttles.mayBe(status)
                ? throttles.read(answer, sightings, rule -> bucketName(rule, call), bucketsOf(call))
                : null;
        return sightings.isEmpty() && throttle == null ? Reading.NONE : new Reading(sightings, throttle);
    }

    private List<Reading.OfBucket> sightings(CallFacts call, Answer answer) {
        List<Reading.OfBucket> sightings = new ArrayList<>();
        BucketRule first = null;
        boolean told = false;
        for (BucketRule rule : buckets) {
            if (rule.match().covers(call)) {
                first = first == null ? rule : first;
                told |= rule.levels().areTold();
                Sighting sighting = rule.levels().read(answer);
                if (sighting != null) {
                    sightings.add(new Reading.OfBucket(meant(rule, call, answer), sighting));
                }
            }
        }
        // Where a rule says which headers to read, the common ones speak of it too, or of something else.
        return told ? sightings : CommonHeaders.read(answer, (first == null ? BucketRule.DEFAULT : first).bucket(call));
    }

    private Bucket meant(BucketRule rule, CallFacts call, Answer answer) {
        String resource = rule.levels().resource(answer);
        if (resource == null) {
            return rule.bucket(call);
        }
        BucketRule declared = find(resource);
        return (declared == null ? rule : declared).bucket(call, resource);
    }

    private @Nullable String bucketName(String name, CallFacts call) {
        BucketRule rule = find(name);
        return rule == null || !rule.match().covers(call)
                ? null
                : rule.bucket(call).key().name();
    }

    private @Nullable BucketRule find(String name) {
        for (BucketRule rule : buckets) {
            if (rule.name().equals(name)) {
                return rule;
            }
        }
        return null;
    }

    private boolean areToldInBody(CallFacts call) {
        for (BucketRule rule : toldInBodies) {
            if (rule.match().covers(call)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSmallJson(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        Long bytes = length == null ? null : NumberText.firstWhole(length);
        return type != null
                && AsciiString.indexOfIgnoreCaseAscii(type, "json", 0) >= 0
                && (bytes == null || bytes <= BodyPaths.MAX_BYTES);
    }

    private static List<List<String>> bodyPaths(List<BucketRule> buckets, List<ThrottleRule> throttles) {
        Stream<List<String>> ofLevels =
                buckets.stream().flatMap(rule -> rule.levels().bodyPaths());
        Stream<List<String>> ofConditions = throttles.stream().flatMap(ThrottleRule::bodyPaths);
        return Stream.concat(ofLevels, ofConditions).toList();
    }
}
