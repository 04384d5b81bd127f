// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenericLimitsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final CallFacts CALL = new CallFacts("dev", "acme", "alice", "GET", "/a", new DefaultHttpHeaders());

    @Test
    void aConnectionHasOneBucketThatMayBeKept() {
        assertThat(RateLimitRules.GENERIC.isPerConnection()).isTrue();
        assertThat(RateLimitRules.GENERIC.bucketsOf(CALL))
                .containsExactly(new Bucket(new BucketKey("dev", "acme", "alice", "default"), new BucketShape.Fixed()));
    }

    @Test
    void anAnswerWithoutLimitsSaysNothing() {
        assertThat(read(200, headers("content-type: text/plain", "x-ratelimit-reset: 5", "retry-after: 3")))
                .isSameAs(Reading.NONE);
        assertThat(read(503, headers())).isSameAs(Reading.NONE);
        assertThat(RateLimitRules.GENERIC.wantsBody(CALL, 429, headers("content-type: application/json")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            ratelimit-limit: 100 | ratelimit-remaining: 40 | ratelimit-reset: 30                  § 100 § 40 § PT30S
            x-ratelimit-limit: 100 | x-ratelimit-remaining: 40 | x-ratelimit-reset: 30            § 100 § 40 § PT30S
            X-Rate-Limit-Limit: 100 | X-Rate-Limit-Remaining: 40 | X-Rate-Limit-Reset: 30         § 100 § 40 § PT30S
            x-ratelimit-limit: 50, 100;w=60 | x-ratelimit-remaining: 40                           § 50  § 40 § -
            x-ratelimit-limit: 100;w=60 | x-ratelimit-remaining: 40;w=60 | x-ratelimit-reset: 0.5 § 100 § 40 § PT0.5S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1795428030                             § -   § 40 § PT30S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1795428030000                          § -   § 40 § PT30S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 2026-11-23T10:01Z                      § -   § 40 § PT1M
            x-ratelimit-remaining: 40 | x-ratelimit-reset: Mon, 23 Nov 2026 10:00:30 GMT          § -   § 40 § PT30S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1795428630 | date: Mon, 23 Nov 2026 10:10:00 GMT § - § 40 § PT30S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1795427941                             § -   § 40 § PT0S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1795427939                             § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 0                                      § -   § 40 § PT0S
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 31536000                               § -   § 40 § PT8760H
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 31536001                               § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1000000000000000000                    § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-reset: 1e18                                   § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-reset: NaN                                    § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-reset: -5                                     § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-limit: 0 | x-ratelimit-reset:                 § -   § 40 § -
            x-ratelimit-remaining: 40 | x-ratelimit-limit: -1                                     § -   § 40 § -
            x-ratelimit-remaining: 39.9 | x-ratelimit-limit: 99999999999999999999                 § 1000000000000000 § 39 § -
            ratelimit-remaining: x | x-ratelimit-remaining: 3                                     § -   § 3  § -
            ratelimit: "a";r=7;t=3 | x-ratelimit-remaining: 3                                     § -   § 7  § PT3S
            ratelimit: "a" | x-ratelimit-remaining: 3                                             § -   § 3  § -
            ratelimit: "a";r=7;t=30;pk=:c2VjcmV0: | ratelimit-policy: "a";q=100;w=60;pk=:c2VjcmV0: § 100 § 7 § PT30S
            """)
    void readsTheCommonHeaders(String lines, @Nullable Long limit, long remaining, @Nullable Duration resetIn) {
        Reading reading = read(200, headers(lines.split(" \\| ")));

        assertThat(reading.throttle()).isNull();
        assertThat(reading.sightings()).hasSize(1);
        assertThat(reading.sightings().getFirst().bucket()).isEqualTo(bucket("default"));
        assertThat(reading.sightings().getFirst().sighting())
                .usingRecursiveComparison()
                .ignoringFields("window")
                .isEqualTo(new Sighting(limit, remaining, resetIn, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-ratelimit-remaining: -5",
                "x-ratelimit-remaining:",
                "x-ratelimit-remaining: NaN",
                "x-ratelimit-remaining: 1e18",
                "x-ratelimit-remaining: many",
                "ratelimit: ",
                "ratelimit: default;r=5",
                "ratelimit: \"default\"",
                "ratelimit: \"default\";r",
                "ratelimit: \"default\";r=-5",
                "ratelimit: \"default\";r=5.5",
                "ratelimit: \"default\";r=\"5\"",
                "ratelimit: \"default\";r=1234567890123456",
                "ratelimit: \"default\";r=5;t=-1",
                "ratelimit: \"default\";r=5;t=x",
                "ratelimit: \"default\";r=5,",
                "ratelimit: \"default\";r=5, \"x\"",
                "ratelimit: \"default;r=5",
                "ratelimit: \"default\\x\";r=5",
                "ratelimit: \"default\";r=5;pk=:a",
                "ratelimit: \"default\";r=5;pk=:é:",
                "ratelimit: \"default\" ;r=5",
                "ratelimit: \"default\";R=5",
                "ratelimit: limit=100, remaining=50, reset=5"
            })
    void ignoresWhatIsMalformed(String line) {
        assertThat(read(200, headers(line))).isSameAs(Reading.NONE);
    }

    @Test
    void severalPoliciesAreBucketsOfTheirOwn() {
        Reading reading = read(
                200,
                headers(
                        "ratelimit-policy: \"burst\";q=100;w=60, \"daily\";q=1000;w=86400;qu=\"requests\"",
                        "ratelimit: \"burst\";r=50;t=30",
                        "ratelimit: \"daily\";r=900;t=3600;x=?1;y=*a/b;z=1.5"));

        assertThat(reading.sightings())
                .containsExactly(
                        new Reading.OfBucket(bucket("default/burst"), sighting(100, 50, 30, 60)),
                        new Reading.OfBucket(bucket("default/daily"), sighting(1_000, 900, 3_600, 86_400)));
    }

    @Test
    void aPolicyThatCountsOtherThanRequestsIsLeftOut() {
        Reading reading = read(
                200,
                headers(
                        "ratelimit-policy: \"bytes\";q=100;qu=\"content-bytes\", \"calls\";q=10",
                        "ratelimit: \"bytes\";r=0;t=30, \"calls\";r=5"));

        assertThat(reading.sightings())
                .extracting(each -> each.bucket().key().name())
                .containsExactly("default/calls");
    }

    @Test
    void aMalformedPolicyLeavesTheLimitsAsTheyAre() {
        Reading reading = read(200, headers("ratelimit-policy: \"a\"", "ratelimit: \"a\";r=5;t=3"));

        assertThat(reading.sightings())
                .containsExactly(
                        new Reading.OfBucket(bucket("default"), new Sighting(null, 5, Duration.ofSeconds(3), null)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            429 §                                                              § -       § -
            429 § retry-after: 7                                               § -       § PT7S
            429 § retry-after: 0                                               § -       § PT0S
            429 § retry-after: -1                                              § -       § -
            429 § x-ratelimit-reset: 30                                        § -       § PT30S
            429 § x-ratelimit-remaining: 0 | x-ratelimit-reset: 30             § default § PT30S
            429 § x-ratelimit-remaining: 5 | x-ratelimit-reset: 30             § -       § -
            429 § x-ratelimit-remaining: 0 | x-ratelimit-reset: 30 | retry-after: 7 § default § PT7S
            429 § ratelimit: "a";r=0;t=30 | retry-after: 7                     § default § PT7S
            429 § ratelimit: "a";r=0;t=30, "b";r=5;t=90                        § -       § PT30S
            503 § retry-after: 7                                               § -       § PT7S
            503 § retry-after: 0                                               § -       § PT0S
            """)
    void recognisesARefusal(int status, @Nullable String lines, @Nullable String bucket, @Nullable Duration stayAway) {
        Reading reading = read(status, lines == null ? headers() : headers(lines.split(" \\| ")));

        assertThat(reading.throttle()).isEqualTo(new Throttle(bucket, stayAway));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 500, 502})
    void anotherStatusIsNoRefusal(int status) {
        assertThat(read(status, headers("retry-after: 7", "x-ratelimit-remaining: 0"))
                        .throttle())
                .isNull();
    }

    @Property
    void neverFailsAndStaysWithinBounds(
            @ForAll("names") List<String> names,
            @ForAll("values") List<String> values,
            @ForAll("statuses") int status) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < names.size(); i++) {
            headers.add(names.get(i), values.get(i % values.size()));
        }

        for (Reading.OfBucket each : read(status, headers).sightings()) {
            assertThat(each.sighting().remaining()).isBetween(0L, 1_000_000_000_000_000L);
            if (each.sighting().resetIn() != null) {
                assertThat(Objects.requireNonNull(each.sighting().resetIn()))
                        .isBetween(Duration.ZERO, Duration.ofDays(365));
            }
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of(
                        "ratelimit",
                        "ratelimit-policy",
                        "ratelimit-limit",
                        "ratelimit-remaining",
                        "ratelimit-reset",
                        "x-ratelimit-limit",
                        "x-ratelimit-remaining",
                        "x-ratelimit-reset",
                        "x-rate-limit-remaining",
                        "x-rate-limit-reset",
                        "retry-after",
                        "date")
                .list()
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Provide
    Arbitrary<List<String>> values() {
        Arbitrary<String> tokens = Arbitraries.of(
                "0",
                "1",
                "9",
                "99999999999",
                "-",
                ".",
                "\"a\"",
                "\"",
                ";r=",
                ";t=",
                ";q=",
                ";w=",
                ",",
                " ",
                "x",
                "\\",
                ":",
                "T",
                "é");
        return Arbitraries.oneOf(
                        tokens.list().ofMaxSize(8).map(list -> String.join("", list)),
                        Arbitraries.of("40", "\"a\";r=5;t=9, \"b\";r=0", "1795428030", "2026-11-23T10:01Z"),
                        Arbitraries.strings().ofMaxLength(20))
                .list()
                .ofMinSize(1)
                .ofMaxSize(10);
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Arbitraries.of(200, 403, 429, 503);
    }

    private static Reading read(int status, HttpHeaders headers) {
        return RateLimitRules.GENERIC.read(CALL, status, headers, null, NOW);
    }

    private static Bucket bucket(String name) {
        return new Bucket(new BucketKey("dev", "acme", "alice", name), new BucketShape.Fixed());
    }

    private static Sighting sighting(long limit, long remaining, long resetIn, long window) {
        return new Sighting(limit, remaining, Duration.ofSeconds(resetIn), Duration.ofSeconds(window));
    }

    private static HttpHeaders headers(String... lines) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return headers;
    }
}
