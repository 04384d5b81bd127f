// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketKey;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final HttpHeaders JSON = new DefaultHttpHeaders().add("content-type", "application/json");

    @TempDir
    private Path directory;

    @Test
    void aProviderThatSaysNothingHasTheGenericRules() throws IOException {
        assertThat(proxy("{base_url: 'https://a.example'}").rateLimit()).isSameAs(RateLimitRules.GENERIC);
    }

    @Test
    void splitsABucketByMethodPathAndHeader() throws IOException {
        RateLimitRules rules = rules("""
                buckets:
                  - name: part
                    scope: integration
                    paths: [/a/*/**, /b]
                    per: [method, path, 'header:X-Team']
                """);
        CallFacts call =
                new CallFacts("dev", "acme", "alice", "GET", "/a/1/c", new DefaultHttpHeaders().add("x-team", "red"));

        assertThat(rules.isPerConnection()).isFalse();
        assertThat(rules.bucketsOf(call))
                .containsExactly(
                        new Bucket(new BucketKey("dev", "acme", null, "part/GET/a/1/red"), new BucketShape.Fixed()));
        assertThat(names(rules, "POST", "/b")).containsExactly("part/POST/b/");
        assertThat(names(rules, "POST", "/c")).containsExactly("default");
    }

    @Test
    void cutsLongPartsOfANameThatCallersChoose() throws IOException {
        RateLimitRules rules = rules("buckets: [{per: path}]");

        assertThat(names(rules, "GET", "/" + "x".repeat(10_000)).getFirst()).hasSize(207);
    }

    @Test
    void matchesMethodsAndPathsAndExceptions() throws IOException {
        RateLimitRules rules = rules("""
                buckets:
                  - {name: all}
                  - {name: writes, methods: [post, PUT], paths: /a/**, except: /a/free/**}
                """);

        assertThat(names(rules, "POST", "/a/b")).containsExactly("all", "writes");
        assertThat(names(rules, "GET", "/a/b")).containsExactly("all");
        assertThat(names(rules, "PUT", "/b")).containsExactly("all");
        assertThat(names(rules, "PUT", "/a/free/c")).containsExactly("all");
    }

    @Test
    void severalBucketsForEveryCallMayBeKept() throws IOException {
        RateLimitRules rules = rules("buckets: [{name: a}, {name: b, scope: integration}]");

        assertThat(rules.isPerConnection()).isTrue();
        assertThat(rules.bucketsOf(call("GET", "/")))
                .extracting(bucket -> bucket.key().isShared())
                .containsExactly(false, true);
    }

    @Test
    void declaresShapes() throws IOException {
        RateLimitRules rules = rules("""
                buckets:
                  - {name: sliding, limit: 5, window: 0.5}
                  - {name: leaky, refill: 2.5, usage: x-usage}
                  - {name: fixed, window: 60}
                """);

        assertThat(rules.bucketsOf(call("GET", "/")))
                .extracting(Bucket::shape)
                .containsExactly(
                        new BucketShape.Sliding(5, Duration.ofMillis(500)),
                        new BucketShape.Leaky(2.5),
                        new BucketShape.Fixed());
    }

    @ParameterizedTest
    @CsvSource({
        "delta_s, 30, PT30S",
        "delta_ms, 1500, PT1.5S",
        "epoch_s, 1795428030, PT30S",
        "epoch_ms, 1795428030250, PT30.25S",
        "date, 2026-11-23T10:01Z, PT1M",
        "auto, 2026-11-23T10:01Z, PT1M",
        "epoch_s, 1795420000,",
        "epoch_s, 30,",
        "delta_s, 1795428030,",
        "date, 30,",
        "epoch_ms, 2026-11-23T10:01Z,",
    })
    void readsAResetInTheFormItIsIn(String form, String value, Duration resetIn) throws IOException {
        RateLimitRules rules =
                rules("buckets: [{remaining: x-left, reset: {header: x-reset, form: " + form + "}, window: 60}]");
        HttpHeaders answer = new DefaultHttpHeaders().add("x-left", "7").add("x-reset", value);

        assertThat(sighting(rules, answer)).isEqualTo(new Sighting(null, 7, resetIn, Duration.ofMinutes(1)));
    }

    @Test
    void readsPairsAndMembersAndBodies() throws IOException {
        RateLimitRules pair = rules("buckets: [{usage: {header: x-info, member: api-usage}}]");
        RateLimitRules members = rules("""
                buckets:
                  - limit: {header: x-info, member: total}
                    remaining: {header: x-info, member: left}
                    window: {header: x-window, form: delta_ms}
                """);
        HttpHeaders answer = new DefaultHttpHeaders()
                .add("x-info", "total=100; Left=99, API-usage=25/40")
                .add("x-window", "500");

        assertThat(sighting(pair, answer)).isEqualTo(new Sighting(40L, 15, null, null));
        assertThat(sighting(members, answer)).isEqualTo(new Sighting(100L, 99, null, Duration.ofMillis(500)));
        assertThat(sighting(pair, new DefaultHttpHeaders().add("x-info", "api-usage=50/40")))
                .isEqualTo(new Sighting(40L, 0, null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            api-usage=25
            api-usage=/40
            api-usage=25/
            api-usage=-1/40
            api-usage
            usage=1/40
            ''
            """)
    void leavesOutPairsThatItCannotRead(String value) throws IOException {
        RateLimitRules rules = rules("buckets: [{usage: {header: x-info, member: api-usage}}]");

        assertThat(read(rules, 200, new DefaultHttpHeaders().add("x-info", value), null))
                .isSameAs(Reading.NONE);
    }

    @Test
    void commonHeadersSpeakOfTheFirstBucketWhereNoneHasItsOwn() throws IOException {
        HttpHeaders answer = new DefaultHttpHeaders().add("x-ratelimit-remaining", "7");

        assertThat(read(rules("buckets: [{name: a, per: path}, {name: b}]"), 200, answer, null)
                        .sightings())
                .extracting(each -> each.bucket().key().name())
                .containsExactly("a/x");
        assertThat(read(rules("buckets: [{name: a}, {name: b, remaining: x-left}]"), 200, answer, null)
                        .sightings())
                .isEmpty();
    }

    @Test
    void theFirstThrottleThatFitsCountsAndItsWaitIsTheLastResort() throws IOException {
        RateLimitRules rules = rules("""
                buckets: [{name: a}, {name: b}]
                throttles:
                  - {status: [400, 403], when: {header: x-why, equals: quota}, bucket: a, wait: 60}
                  - {status: 403, when: {header: x-why, matches: '^slow'}, bucket: b}
                  - {status: 503, when: {header: x-why}}
                """);

        assertThat(throttle(rules, 400, "quota")).isEqualTo(new Throttle("a", Duration.ofMinutes(1)));
        assertThat(throttle(rules, 403, "slower")).isEqualTo(new Throttle("b", null));
        assertThat(throttle(rules, 503, "")).isEqualTo(new Throttle(null, null));
        assertThat(read(rules, 400, why("slow"), null)).isSameAs(Reading.NONE);
        assertThat(read(rules, 403, new DefaultHttpHeaders(), null)).isSameAs(Reading.NONE);
        assertThat(read(rules, 400, why("quota").add("retry-after", "5"), null).throttle())
                .isEqualTo(new Throttle("a", Duration.ofSeconds(5)));
    }

    @Test
    void wantsABodyOnlyWhereItDecides() throws IOException {
        RateLimitRules rules = rules("""
                throttles:
                  - {status: 403, when: {header: x-why}}
                  - {status: 403, when: {body: error, equals: slow}}
                """);
        CallFacts call = call("GET", "/x");

        assertThat(rules.wantsBody(call, 403, JSON)).isTrue();
        assertThat(rules.wantsBody(call, 403, JSON.copy().add("content-length", "65536")))
                .isTrue();
        assertThat(rules.wantsBody(call, 403, JSON.copy().add("content-length", "65537")))
                .isFalse();
        assertThat(rules.wantsBody(call, 403, JSON.copy().add("x-why", "1"))).isFalse();
        assertThat(rules.wantsBody(call, 403, new DefaultHttpHeaders())).isFalse();
        assertThat(rules.wantsBody(call, 200, JSON)).isFalse();
        assertThat(rules.wantsBody(call, 429, JSON)).isFalse();
        assertThat(read(rules, 403, JSON, "{\"error\": \"slow\"}").throttle()).isEqualTo(new Throttle(null, null));
        assertThat(read(rules, 403, JSON, "{\"error\": \"no\"}").throttle()).isNull();
    }

    @Test
    void hintsOfRetryRulesSayHowLongWhereNothingElseDoes() throws IOException {
        RateLimitRules rules = proxy("""
                {base_url: 'https://a.example', retry: {after: x-wait, in_body: {path: wait, strategy: after}}}""").rateLimit();
        CallFacts call = call("GET", "/x");

        assertThat(rules.isPerConnection()).isTrue();
        assertThat(rules.wantsBody(call, 429, JSON)).isTrue();
        assertThat(rules.wantsBody(call, 429, JSON.copy().add("retry-after", "5")))
                .isFalse();
        assertThat(rules.wantsBody(call, 200, JSON)).isFalse();
        assertThat(read(rules, 429, JSON, "{\"wait\": 9}").throttle())
                .isEqualTo(new Throttle(null, Duration.ofSeconds(9)));
        assertThat(read(rules, 429, JSON.copy().add("x-wait", "7"), "{\"wait\": 9}")
                        .throttle())
                .isEqualTo(new Throttle(null, Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            7                                              § rate_limit: 7 (expected: a map)
            {bucket: []}                                   § rate_limit.bucket: a list (expected: a field among buckets, throttles)
            {buckets: {}}                                  § rate_limit.buckets: a map (expected: a list)
            {buckets: [{limits: 5}]}                       § rate_limit.buckets[0].limits: 5 (expected: a field among name, scope
            {buckets: [{name: ''}]}                        § rate_limit.buckets[0].name:  (expected: a name)
            {buckets: [{name: a}, {name: a}]}              § rate_limit.buckets[1]: a map (expected: one bucket named a)
            {buckets: [{scope: all}]}                      § rate_limit.buckets[0].scope: all (expected: one of connection, integration)
            {buckets: [{paths: [/a, b]}]}                  § rate_limit.buckets[0].paths[1]: b (expected: a path such as /a/*/b or /a/**)
            {buckets: [{except: '/**/b'}]}                 § rate_limit.buckets[0].except: /**/b (expected: a path such as
            {buckets: [{methods: {}}]}                     § rate_limit.buckets[0].methods: a map (expected: text)
            {buckets: [{per: [method, user]}]}             § rate_limit.buckets[0].per[1]: user (expected: method, path or header:<name>)
            {buckets: [{per: 'header:a b'}]}               § rate_limit.buckets[0].per: header:a b (expected: method, path or header:<name>)
            {buckets: [{limit: 5}]}                        § rate_limit.buckets[0]: a map (expected: a window in seconds
            {buckets: [{limit: 5, window: x-window}]}      § rate_limit.buckets[0]: a map (expected: a window in seconds
            {buckets: [{limit: 5, window: 1, refill: 1}]}  § rate_limit.buckets[0]: a map (expected: a window in seconds
            {buckets: [{limit: 0, window: 1}]}             § rate_limit.buckets[0].limit: 0 (expected: a whole number >= 1)
            {buckets: [{limit: 1.5, window: 1}]}           § rate_limit.buckets[0].limit: 1.5 (expected: a whole number >= 1)
            {buckets: [{limit: 5, window: 0}]}             § rate_limit.buckets[0].window: 0 (expected: a number > 0
            {buckets: [{limit: 5, window: 31536001}]}      § rate_limit.buckets[0].window: 31536001 (expected: a number > 0 and <= a year)
            {buckets: [{limit: x-limit}]}                  § rate_limit.buckets[0]: a map (expected: remaining or usage in it
            {buckets: [{reset: x-reset}]}                  § rate_limit.buckets[0]: a map (expected: remaining or usage in it
            {buckets: [{refill: x}]}                       § rate_limit.buckets[0].refill: x (expected: a number)
            {buckets: [{refill: -1}]}                      § rate_limit.buckets[0].refill: -1 (expected: a number > 0)
            {buckets: [{remaining: 'a b'}]}                § rate_limit.buckets[0].remaining: a b (expected: a header name)
            {buckets: [{remaining: {header: a, body: b}}]} § rate_limit.buckets[0].remaining: a map (expected: either header or body in it)
            {buckets: [{remaining: {member: a}}]}          § rate_limit.buckets[0].remaining: a map (expected: either header or body in it)
            {buckets: [{remaining: {body: a, form: date}}]} § rate_limit.buckets[0].remaining.form: date (expected: a field among header, member, body)
            {buckets: [{remaining: a, reset: {header: b, form: s}}]} § rate_limit.buckets[0].reset.form: s (expected: one of auto, delta_s
            {buckets: [{remaining: a, window: {header: b, form: date}}]} § rate_limit.buckets[0].window.form: date (expected: one of delta_s, delta_ms)
            {throttles: [{bucket: a}]}                     § rate_limit.throttles[0]: a map (expected: status in it)
            {throttles: [{status: 429, bucket: a}]}        § rate_limit.throttles[0].bucket: a (expected: one of
            {throttles: [{status: [429, 4xx]}]}            § rate_limit.throttles[0].status[1]: 4xx (expected: a number)
            {throttles: [{status: 99}]}                    § rate_limit.throttles[0].status: 99 (expected: a status from 100 to 599)
            {throttles: [{status: 403, wait: 0}]}          § rate_limit.throttles[0].wait: 0 (expected: a number > 0
            {throttles: [{status: 403, when: x}]}          § rate_limit.throttles[0].when: x (expected: a map)
            {throttles: [{status: 403, when: {header: a, matches: '('}}]} § rate_limit.throttles[0].when.matches: ( (expected: a regular expression of RE2)
            {throttles: [{status: 403, when: {header: a, equal: b}}]} § rate_limit.throttles[0].when.equal: b (expected: a field among header
            """)
    void saysWhereAndWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> proxy("{base_url: 'https://a.example', rate_limit: " + yaml + "}"))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(directory + "/test.yaml:1: a.proxy." + message);
    }

    private RateLimitRules rules(String yaml) throws IOException {
        return proxy("\n    base_url: https://a.example\n    rate_limit:\n" + yaml.indent(6))
                .rateLimit();
    }

    private ProxyRules proxy(String yaml) throws IOException {
        Path file = directory.resolve("test.yaml");
        String inLine = "a: {auth_mode: NONE, proxy: " + yaml + "}\n";
        Files.writeString(file, yaml.startsWith("\n") ? "a:\n  auth_mode: NONE\n  proxy:" + yaml : inLine);
        return Objects.requireNonNull(CatalogLoader.loadOnly(file.toString()).find("a"))
                .proxy();
    }

    private static Sighting sighting(RateLimitRules rules, HttpHeaders answer) {
        return read(rules, 200, answer, null).sightings().getFirst().sighting();
    }

    private static Throttle throttle(RateLimitRules rules, int status, String why) {
        return Objects.requireNonNull(read(rules, status, why(why), null).throttle());
    }

    private static HttpHeaders why(String value) {
        return new DefaultHttpHeaders().add("x-why", value);
    }

    private static Reading read(RateLimitRules rules, int status, HttpHeaders answer, @Nullable String body) {
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return rules.read(call("GET", "/x"), status, answer, bytes, NOW);
    }

    private static List<String> names(RateLimitRules rules, String method, String path) {
        return rules.bucketsOf(call(method, path)).stream()
                .map(bucket -> bucket.key().name())
                .toList();
    }

    private static CallFacts call(String method, String path) {
        return new CallFacts("dev", "acme", "alice", method, path, new DefaultHttpHeaders());
    }
}
