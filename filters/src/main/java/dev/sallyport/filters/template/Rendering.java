// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.template;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One rendering of a template: its values, its frozen time and nonce, and what was missing. */
final class Rendering {

    private static final TimeFormat ISO = TimeFormat.compile("YYYY-MM-DDTHH:mm:ss.SSS[Z]");

    private final Variables variables;
    private final Clock clock;
    private final RandomGenerator generator;
    private @Nullable String now;
    private @Nullable String random;
    private @Nullable String missing;

    Rendering(Variables variables, Clock clock, RandomGenerator generator) {
        this.variables = variables;
        this.clock = clock;
        this.generator = generator;
    }

    /** The value; null when there is none, which is then remembered. */
    @Nullable
    String need(String name) {
        String value = variables.lookup(name);
        return value == null ? missing(name) : value;
    }

    String orEmpty(String name) {
        String value = variables.lookup(name);
        return value == null ? "" : value;
    }

    String now() {
        if (now == null) {
            String given = variables.lookup("now");
            now = given == null ? ISO.format(clock.instant().atOffset(ZoneOffset.UTC)) : given;
        }
        return now;
    }

    /** Null when the caller's {@code now} is no ISO instant. */
    @Nullable
    OffsetDateTime time() {
        try {
            return Instant.parse(now()).atOffset(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            missing("now");
            return null;
        }
    }

    String random() {
        if (random == null) {
            String given = variables.lookup("random");
            random = given == null ? uuid() : given;
        }
        return random;
    }

    /** Remembers the first thing that kept the template from rendering; always null. */
    @Nullable
    String missing(String name) {
        if (missing == null) {
            missing = name;
        }
        return null;
    }

    @Nullable
    String firstMissing() {
        return missing;
    }

    private String uuid() {
        long high = (generator.nextLong() & ~0xF000L) | 0x4000L;
        long low = (generator.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
