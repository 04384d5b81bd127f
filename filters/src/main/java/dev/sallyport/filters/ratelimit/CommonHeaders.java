// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers that many providers tell their limits in: the IETF's draft, its older versions, and what came before them. */
final class CommonHeaders {

    private static final AsciiString DRAFT = AsciiString.cached("ratelimit");
    private static final AsciiString DRAFT_POLICY = AsciiString.cached("ratelimit-policy");

    private static final List<Family> FAMILIES = List.of(
            new Family("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
            new Family("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
            new Family("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"));

    private CommonHeaders() {}

    /** Whether there is anything to read. Asked of every answer: a few lookups, no allocation. */
    static boolean areIn(HttpHeaders headers) {
        if (headers.contains(DRAFT)) {
            return true;
        }
        for (int i = 0; i < FAMILIES.size(); i++) {
            if (headers.contains(FAMILIES.get(i).remaining)) {
                return true;
            }
        }
        return false;
    }

    /** The first kind that can be understood, newest first; empty for none. */
    static List<Reading.OfBucket> read(Answer answer, Bucket bucket) {
        String limits = joined(answer.headers(), DRAFT);
        if (limits != null) {
            List<Reading.OfBucket> sightings = DraftLimits.read(limits, joined(answer.headers(), DRAFT_POLICY), bucket);
            if (!sightings.isEmpty()) {
                return sightings;
            }
        }
        for (Family family : FAMILIES) {
            Sighting sighting = family.levels.read(answer);
            if (sighting != null) {
                return List.of(new Reading.OfBucket(bucket, sighting));
            }
        }
        return List.of();
    }

    /** For a refusal that says when the bucket is whole again, but not that it is empty; null where none is told. */
    static @Nullable Duration resetIn(Answer answer) {
        for (Family family : FAMILIES) {
            String reset = answer.headers().get(family.reset);
            Duration wait = reset == null ? null : TimeForm.AUTO.read(reset, answer);
            if (wait != null) {
                return wait;
            }
        }
        return null;
    }

    /** A list may come in several lines (RFC 9651 §4.2). */
    private static @Nullable String joined(HttpHeaders headers, AsciiString name) {
        String first = headers.get(name);
        if (first == null) {
            return null;
        }
        List<String> lines = headers.getAll(name);
        return lines.size() == 1 ? first : String.join(", ", lines);
    }

    private static final class Family {
        private final AsciiString remaining;
        private final AsciiString reset;
        private final Levels levels;

        private Family(String limit, String remaining, String reset) {
            this.remaining = AsciiString.cached(remaining);
            this.reset = AsciiString.cached(reset);
            this.levels = new Levels(
                    header(AsciiString.cached(limit)),
                    header(this.remaining),
                    null,
                    new Levels.Timed(header(this.reset), TimeForm.AUTO),
                    null,
                    null,
                    null,
                    null);
        }

        private static Source header(AsciiString name) {
            return new Source.Header(name, null);
        }
    }
}
