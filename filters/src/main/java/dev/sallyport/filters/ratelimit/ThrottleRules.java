// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells refusals because of a limit from other answers. A 429 always is one, and so is a 503 that says when to come back. */
final class ThrottleRules {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final List<ThrottleRule> rules;
    private final WaitHint hint;
    private final BitSet statuses = new BitSet();

    ThrottleRules(List<ThrottleRule> rules, WaitHint hint) {
        this.rules = List.copyOf(rules);
        this.hint = hint;
        statuses.set(TOO_MANY_REQUESTS);
        statuses.set(UNAVAILABLE);
        rules.forEach(rule -> rule.statuses().forEach(statuses::set));
    }

    /** Whether an answer of this status may be a refusal. */
    boolean mayBe(int status) {
        return status >= 0 && statuses.get(status);
    }

    /** Whether a rule of the provider's is about this status. */
    boolean describe(int status) {
        return rules.stream().anyMatch(rule -> rule.covers(status));
    }

    boolean readBody() {
        return hint.readsBody() || rules.stream().anyMatch(ThrottleRule::readsBody);
    }

    /** Whether the body decides what the headers do not. */
    boolean wantBody(Answer answer) {
        for (ThrottleRule rule : rules) {
            if (rule.readsBody() && rule.covers(answer.status())) {
                return true;
            } else if (!rule.readsBody() && rule.holds(answer)) {
                return rule.stayAway() == null && hintsInBody(answer);
            }
        }
        return answer.status() == TOO_MANY_REQUESTS && hintsInBody(answer);
    }

    /**
     * Null when it is no refusal.
     *
     * @param named finds the name of the bucket that a rule names
     * @param charged what the call is charged to
     */
    @Nullable
    Throttle read(Answer answer, List<Reading.OfBucket> sightings, Names named, List<Bucket> charged) {
        for (ThrottleRule rule : rules) {
            if (rule.holds(answer)) {
                String bucket = rule.bucket() == null ? exhausted(sightings, charged) : named.of(rule.bucket());
                return new Throttle(bucket, stayAway(answer, rule.stayAway(), bucket, sightings));
            }
        }
        return isRefusal(answer) ? plain(answer, exhausted(sightings, charged), sightings) : null;
    }

    private Throttle plain(Answer answer, @Nullable String bucket, List<Reading.OfBucket> sightings) {
        return new Throttle(bucket, stayAway(answer, null, bucket, sightings));
    }

    private static boolean isRefusal(Answer answer) {
        return answer.status() == TOO_MANY_REQUESTS || (answer.status() == UNAVAILABLE && retryAfter(answer) != null);
    }

    /** {@code Retry-After} wins; the provider's other hints are not for refusals that have a wait of their own. */
    private @Nullable Duration stayAway(
            Answer answer, @Nullable Duration wait, @Nullable String bucket, List<Reading.OfBucket> sightings) {
        Duration told = retryAfter(answer);
        if (told == null && wait == null) {
            told = hint.hint(answer.headers(), answer.body(), answer.now());
        }
        if (told == null) {
            told = resetIn(bucket, sightings);
        }
        if (told == null && wait == null && sightings.isEmpty()) {
            told = CommonHeaders.resetIn(answer);
        }
        return told == null ? wait : told;
    }

    /** The bucket that has nothing left, when it is one of the call's and the only one. */
    private static @Nullable String exhausted(List<Reading.OfBucket> sightings, List<Bucket> charged) {
        Bucket found = null;
        for (Reading.OfBucket each : sightings) {
            if (each.sighting().remaining() == 0) {
                if (found != null) {
                    return null;
                }
                found = each.bucket();
            }
        }
        return found == null || !charged.contains(found) ? null : found.key().name();
    }

    private static @Nullable Duration resetIn(@Nullable String bucket, List<Reading.OfBucket> sightings) {
        Duration longest = null;
        for (Reading.OfBucket each : sightings) {
            boolean isMeant =
                    bucket == null || bucket.equals(each.bucket().key().name());
            if (isMeant && each.sighting().remaining() == 0) {
                longest = ServerHints.longer(longest, each.sighting().resetIn());
            }
        }
        return longest;
    }

    private boolean hintsInBody(Answer answer) {
        return hint.readsBody() && retryAfter(answer) == null;
    }

    private static @Nullable Duration retryAfter(Answer answer) {
        return ServerHints.retryAfter(answer.headers(), answer.now());
    }

    /** From the name of a rule to that of its bucket for the call. */
    @FunctionalInterface
    interface Names {

        /** Null when the call is not charged to it. */
        @Nullable
        String of(String rule);
    }
}
