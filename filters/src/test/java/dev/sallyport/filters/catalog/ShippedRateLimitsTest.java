// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.RateLimitRules;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
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

/** The limits of the shipped providers, by answers as those write them. */
class ShippedRateLimitsTest {

    private static final Catalog CATALOG = CatalogLoader.load(List.of());
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            github     § GET  § /repos/a/b                       § core, secondary
            github-pat § GET  § /search/issues                   § search, secondary
            github-app § GET  § /search/code                     § code_search, secondary
            github     § POST § /graphql                         § graphql, secondary
            shopify    § GET  § /admin/api/2026-10/products.json § rest
            shopify    § POST § /admin/api/2026-10/graphql.json  § graphql
            hubspot    § GET  § /crm/v3/objects/contacts         § interval, shared daily
            salesforce § GET  § /services/data/v62.0/query       § daily
            slack      § POST § /chat.postMessage                § method/chat.postMessage
            slack      § GET  § /users.list                      § method/users.list
            jira       § GET  § /ex/jira/c/rest/api/3/issue/A-1  § quota, jira-burst-based
            jira       § PUT  § /ex/jira/c/rest/api/3/issue/A-1  § quota, jira-burst-based, jira-per-issue-on-write/ex/jira/c/rest/api/3/issue/A-1
            jira       § POST § /ex/jira/c/rest/api/3/issue/A-1/comment § quota, jira-burst-based, jira-per-issue-on-write/ex/jira/c/rest/api/3/issue/A-1
            confluence § GET  § /ex/confluence/c/rest/api/page   § quota
            zendesk    § GET  § /api/v2/users.json               § account
            zendesk    § GET  § /api/v2/tickets                  § account, tickets-index
            zendesk    § POST § /api/v2/tickets.json             § account
            google-mail § GET § /gmail/v1/users/me/messages      § default
            stripe     § GET  § /v1/charges                      § default
            notion     § GET  § /v1/users                        § default
            airtable   § GET  § /v0/meta/bases                   § default
            discord    § POST § /api/v10/channels/7/messages     § route/POST/api/v10/channels/7/messages, global
            discord    § GET  § /api/v10/channels/7/messages/9   § route/GET/api/v10/channels/7/messages, global
            discord    § GET  § /api/v10/users/@me               § route/GET/api/v10/users, global
            zoom       § GET  § /users                           § default
            """)
    void aCallIsChargedTo(String provider, String method, String path, String buckets) {
        assertThat(rules(provider).bucketsOf(call(method, path)).stream()
                        .map(ShippedRateLimitsTest::shown)
                        .collect(Collectors.joining(", ")))
                .isEqualTo(buckets);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            github § /repos/a/b § x-ratelimit-limit: 5000 | x-ratelimit-remaining: 4999 | x-ratelimit-reset: 1795431600 | x-ratelimit-used: 1 | x-ratelimit-resource: core § core § 5000 § 4999 § PT1H § -
            github § /search/users § x-ratelimit-limit: 30 | x-ratelimit-remaining: 29 | x-ratelimit-reset: 1795428060 | x-ratelimit-resource: search § search § 30 § 29 § PT1M § -
            github § /repos/a/b § x-ratelimit-limit: 15 | x-ratelimit-remaining: 14 | x-ratelimit-reset: 1795428060 | x-ratelimit-resource: dependency_snapshots § dependency_snapshots § 15 § 14 § PT1M § -
            github § /repos/a/b § x-ratelimit-limit: 60 | x-ratelimit-remaining: 59 | x-ratelimit-reset: 1795428060 § core § 60 § 59 § PT1M § -
            shopify § /admin/api/2026-10/shop.json § X-Shopify-Shop-Api-Call-Limit: 32/40 § rest § 40 § 8 § - § -
            hubspot § /crm/v3/objects § X-HubSpot-RateLimit-Max: 100 | X-HubSpot-RateLimit-Remaining: 98 | X-HubSpot-RateLimit-Interval-Milliseconds: 10000 § interval § 100 § 98 § - § PT10S
            hubspot § /crm/v3/objects § X-HubSpot-RateLimit-Daily: 250000 | X-HubSpot-RateLimit-Daily-Remaining: 249000 § shared daily § 250000 § 249000 § - § -
            salesforce § /services/data § Sforce-Limit-Info: api-usage=25/5000 § daily § 5000 § 4975 § - § -
            salesforce-sandbox § /services/data § Sforce-Limit-Info: api-usage=25/5000; per-app-api-usage=17/250(appName=sample) § daily § 5000 § 4975 § - § -
            jira § /ex/jira/c/rest/api/3/myself § X-RateLimit-Limit: 350 | X-RateLimit-Remaining: 20 | X-RateLimit-Reset: 2026-11-23T10:05Z § quota § 350 § 20 § PT5M § -
            jira § /ex/jira/c/rest/api/3/myself § X-RateLimit-Limit: 100 | X-RateLimit-Remaining: 0 | X-RateLimit-Reset: 2026-11-23T10:00Z | RateLimit-Reason: jira-burst-based § jira-burst-based § 100 § 0 § PT0S § -
            confluence § /ex/confluence/c § X-RateLimit-Limit: 350 | X-RateLimit-Remaining: 20 | X-RateLimit-Reset: 2026-11-23T10:05Z § quota § 350 § 20 § PT5M § -
            zendesk § /api/v2/users § x-rate-limit: 700 | x-rate-limit-remaining: 699 | ratelimit-limit: 700 | ratelimit-remaining: 699 | ratelimit-reset: 41 § account § 700 § 699 § PT41S § -
            zendesk § /api/v2/tickets § zendesk-ratelimit-tickets-index: total=100; remaining=99; resets=41 § tickets-index § 100 § 99 § PT41S § -
            discord § /api/v10/users/@me § x-ratelimit-limit: 5 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1795428001.250 | x-ratelimit-reset-after: 1.250 | x-ratelimit-bucket: abcd § route/GET/api/v10/users § 5 § 4 § PT1.25S § -
            intercom § /me § x-ratelimit-limit: 83 | x-ratelimit-remaining: 82 | x-ratelimit-reset: 1795428010 § default § 83 § 82 § PT10S § -
            """)
    void anAnswerTells(
            String provider,
            String path,
            String lines,
            String bucket,
            Long limit,
            long remaining,
            @Nullable Duration resetIn,
            @Nullable Duration window) {
        Reading reading = rules(provider).read(call("GET", path), 200, headers(lines), null, NOW);

        assertThat(reading.sightings()).hasSize(1);
        assertThat(shown(reading.sightings().getFirst().bucket())).isEqualTo(bucket);
        assertThat(reading.sightings().getFirst().sighting())
                .isEqualTo(new Sighting(limit, remaining, resetIn, window));
        assertThat(reading.throttle()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            github § 403 § x-ratelimit-remaining: 0 | x-ratelimit-reset: 1795428060 | x-ratelimit-resource: core § - § core § PT1M
            github § 429 § x-ratelimit-remaining: 0 | x-ratelimit-reset: 1795428060 § - § core § PT1M
            github-pat § 403 § x-ratelimit-remaining: 4999 | x-ratelimit-reset: 1795431600 | retry-after: 20 § - § secondary § PT20S
            github-app § 429 § x-ratelimit-remaining: 4999 | retry-after: 20 § - § secondary § PT20S
            github § 403 § x-ratelimit-remaining: 4999 | x-ratelimit-reset: 1795431600 § {"message": "You have exceeded a secondary rate limit. Please wait."} § secondary § PT1M
            github § 429 § - § {"message": "You have exceeded a Secondary Rate Limit"} § secondary § PT1M
            shopify § 429 § retry-after: 2.0 | x-shopify-shop-api-call-limit: 40/40 § - § rest § PT2S
            hubspot § 429 § x-hubspot-ratelimit-remaining: 0 | x-hubspot-ratelimit-daily-remaining: 500 § - § interval § -
            hubspot § 429 § x-hubspot-ratelimit-remaining: 90 | x-hubspot-ratelimit-daily-remaining: 0 § - § daily § -
            salesforce § 403 § sforce-limit-info: api-usage=5000/5000 § [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}] § daily § -
            slack § 429 § retry-after: 30 § {"ok": false, "error": "ratelimited"} § - § PT30S
            slack § 200 § - § {"ok": false, "error": "ratelimited"} § method/x § -
            jira § 429 § retry-after: 5 | ratelimit-reason: jira-burst-based § - § jira-burst-based § PT5S
            jira § 429 § retry-after: 5 | ratelimit-reason: jira-quota-global-based § - § - § PT5S
            jira § 429 § x-ratelimit-remaining: 0 | x-ratelimit-reset: 2026-11-23T10:01Z § - § quota § PT1M
            zendesk § 429 § x-rate-limit-remaining: 0 | ratelimit-reset: 41 § - § account § PT41S
            google § 403 § - § {"error": {"errors": [{"domain": "usageLimits", "reason": "rateLimitExceeded"}], "code": 403, "message": "Rate Limit Exceeded"}} § - § -
            google-mail § 403 § - § {"error": {"errors": [{"reason": "userRateLimitExceeded"}], "message": "User-rate limit exceeded.  Retry after 2026-11-23T10:00:30.000Z"}} § - § PT30S
            google-drive § 429 § - § {"error": {"message": "User-rate limit exceeded.  Retry after 2026-11-23T10:00:30.000Z"}} § - § PT30S
            stripe § 429 § - § {"error": {"type": "invalid_request_error"}} § - § -
            notion § 429 § retry-after: 3 § - § - § PT3S
            airtable § 429 § - § - § - § PT30S
            airtable § 429 § retry-after: 9 § - § - § PT9S
            attio § 429 § retry-after: Mon, 23 Nov 2026 10:00:30 GMT § - § - § PT30S
            discord § 429 § retry-after: 65 | x-ratelimit-global: true § - § global § PT1M5S
            discord § 429 § x-ratelimit-remaining: 0 | x-ratelimit-reset-after: 0.5 § - § route/GET § PT0.5S
            discord § 429 § retry-after: 2 § - § route/GET § PT2S
            discord § 503 § retry-after: 1 § - § - § PT1S
            """)
    void anAnswerIsARefusal(
            String provider,
            int status,
            @Nullable String lines,
            @Nullable String body,
            @Nullable String bucket,
            @Nullable Duration stayAway) {
        Reading reading = read(provider, "/x", status, lines, body);

        assertThat(reading.throttle()).isEqualTo(new Throttle(bucket, stayAway));
    }

    @Test
    void aRefusalByAnEndpointsLimitLeavesTheAccountAlone() {
        Reading zendesk = read(
                "zendesk",
                "/api/v2/tickets",
                429,
                "x-rate-limit-remaining: 600 | zendesk-ratelimit-tickets-index: total=100; remaining=0; resets=41",
                null);
        CallFacts write = call("PUT", "/ex/jira/c/rest/api/3/issue/A-1");
        Reading jira = rules("jira")
                .read(
                        write,
                        429,
                        headers("ratelimit-reason: jira-per-issue-on-write | x-ratelimit-remaining: 0"
                                + " | x-ratelimit-reset: 2026-11-23T10:02Z"),
                        null,
                        NOW);

        assertThat(zendesk.throttle()).isEqualTo(new Throttle("tickets-index", Duration.ofSeconds(41)));
        assertThat(jira.throttle())
                .isEqualTo(
                        new Throttle("jira-per-issue-on-write/ex/jira/c/rest/api/3/issue/A-1", Duration.ofMinutes(2)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', nullValues = "-", textBlock = """
            github § 403 § x-ratelimit-remaining: 4999 § {"message": "Resource not accessible by integration"}
            github § 404 § x-ratelimit-remaining: 0 § -
            salesforce § 403 § - § [{"errorCode": "INSUFFICIENT_ACCESS"}]
            google § 403 § - § {"error": {"errors": [{"reason": "insufficientPermissions"}], "message": "rateLimitExceeded"}}
            google-calendar § 403 § - § {"error": {"errors": [{"reason": "rateLimitExceededNot"}]}}
            shopify § 200 § - § {"errors": [{"message": "THROTTLED"}]}
            slack § 200 § - § {"ok": true, "error": null}
            slack § 200 § - § {"ok": false, "error": "channel_not_found"}
            """)
    void anAnswerIsNoRefusal(String provider, int status, @Nullable String lines, @Nullable String body) {
        assertThat(read(provider, "/x", status, lines, body).throttle()).isNull();
    }

    @Test
    void shopifysGraphqlTellsItsLevelInTheBody() {
        String answer = """
                {"data": {"shop": {"name": "throttleStatus"}}, "extensions": {"cost": {"requestedQueryCost": 12,
                 "throttleStatus": {"maximumAvailable": 1000.0, "currentlyAvailable": 954, "restoreRate": 50.0}}}}""";
        String refusal = """
                {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost":
                 {"throttleStatus": {"maximumAvailable": 1000, "currentlyAvailable": 20, "restoreRate": 50}}}}""";
        String path = "/admin/api/2026-10/graphql.json";

        Reading ordinary = read("shopify", path, 200, null, answer);
        Reading refused = read("shopify", path, 200, null, refusal);

        assertThat(ordinary.sightings().getFirst().sighting())
                .isEqualTo(new Sighting(1_000L, 954, Duration.ofMillis(920), null));
        assertThat(ordinary.throttle()).isNull();
        assertThat(refused.sightings().getFirst().sighting().remaining()).isEqualTo(20);
        assertThat(refused.throttle()).isEqualTo(new Throttle("graphql", Duration.ofSeconds(1)));
    }

    @Test
    void declaresWhatAnswersDoNotTell() {
        assertThat(shape("notion")).isEqualTo(new BucketShape.Sliding(3, Duration.ofSeconds(1)));
        assertThat(shape("airtable")).isEqualTo(new BucketShape.Sliding(5, Duration.ofSeconds(1)));
        assertThat(shape("stripe")).isEqualTo(new BucketShape.Sliding(100, Duration.ofSeconds(1)));
        assertThat(shape("shopify")).isEqualTo(new BucketShape.Leaky(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "github",
                "hubspot",
                "salesforce",
                "jira",
                "zendesk",
                "google",
                "stripe",
                "notion",
                "discord",
                "zoom"
            })
    void noBodyIsWantedOfAnOrdinaryAnswer(String provider) {
        HttpHeaders json = new DefaultHttpHeaders().add("content-type", "application/json");

        assertThat(rules(provider).wantsBody(call("GET", "/x"), 200, json)).isFalse();
        assertThat(rules(provider).wantsBody(call("GET", "/x"), 404, json)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "github, 403, true",
        "google-mail, 403, true",
        "google-mail, 429, true",
        "google-calendar, 429, false",
        "salesforce, 403, true",
        "slack, 200, true",
        "slack, 201, false",
        "shopify, 200, true",
        "shopify, 429, false",
    })
    void aBodyIsWantedWhereItDecides(String provider, int status, boolean wanted) {
        HttpHeaders json = new DefaultHttpHeaders().add("content-type", "application/json; charset=utf-8");

        assertThat(rules(provider).wantsBody(call("GET", "/x"), status, json)).isEqualTo(wanted);
    }

    @Property
    void noAnswerBreaksAnyRules(
            @ForAll("providers") String provider,
            @ForAll("statuses") int status,
            @ForAll("lines") List<String> lines,
            @ForAll("bodies") String body) {
        Reading reading = read(provider, "/x", status, String.join(" | ", lines), body);

        for (Reading.OfBucket each : reading.sightings()) {
            Duration resetIn = each.sighting().resetIn();
            assertThat(each.sighting().remaining()).isNotNegative();
            assertThat(resetIn == null ? Duration.ZERO : resetIn).isBetween(Duration.ZERO, Duration.ofDays(365));
        }
        Throttle throttle = reading.throttle();
        if (throttle != null && throttle.stayAway() != null) {
            assertThat(throttle.stayAway()).isBetween(Duration.ZERO, Duration.ofDays(365));
        }
    }

    @Provide
    Arbitrary<String> providers() {
        return Arbitraries.of(CATALOG.all().stream().map(Provider::name).toList());
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Arbitraries.of(200, 403, 429, 503, 599, 999, 0);
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> names = Arbitraries.of(
                "x-ratelimit-limit",
                "x-ratelimit-remaining",
                "x-ratelimit-reset",
                "x-ratelimit-resource",
                "x-ratelimit-reset-after",
                "x-shopify-shop-api-call-limit",
                "x-hubspot-ratelimit-remaining",
                "x-hubspot-ratelimit-interval-milliseconds",
                "sforce-limit-info",
                "zendesk-ratelimit-tickets-index",
                "x-rate-limit-remaining",
                "ratelimit-reset",
                "retry-after",
                "date");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "0",
                        "5",
                        "1795428030",
                        "-1",
                        "NaN",
                        "32/40",
                        "api-usage=9/4",
                        "total=1; remaining=0; resets=x"),
                Arbitraries.strings().ofMaxLength(12).map(text -> text.replace('|', '/')));
        return names.flatMap(name -> values.map(value -> name + ": " + value))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "{\"error\": \"ratelimited\"}",
                        "{\"extensions\": {\"cost\": {\"throttleStatus\": {\"currentlyAvailable\": -5, \"restoreRate\": 0}}}}",
                        "{\"extensions\": {\"cost\": {\"throttleStatus\": {\"maximumAvailable\": 1e9,",
                        "{\"message\": [\"secondary rate limit\"]"),
                Arbitraries.strings().ofMaxLength(60));
    }

    private static Reading read(
            String provider, String path, int status, @Nullable String lines, @Nullable String body) {
        byte[] bytes = body == null ? null : body.getBytes(UTF_8);
        return rules(provider).read(call("GET", path), status, headers(lines), bytes, NOW);
    }

    private static RateLimitRules rules(String provider) {
        return Objects.requireNonNull(CATALOG.find(provider)).proxy().rateLimit();
    }

    private static BucketShape shape(String provider) {
        return rules(provider).bucketsOf(call("GET", "/x")).getFirst().shape();
    }

    private static String shown(Bucket bucket) {
        return (bucket.key().isShared() ? "shared " : "") + bucket.key().name();
    }

    private static CallFacts call(String method, String path) {
        return new CallFacts("dev", "acme", "alice", method, path, new DefaultHttpHeaders());
    }

    private static HttpHeaders headers(@Nullable String lines) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add("content-type", "application/json");
        for (String line : lines == null || lines.isEmpty() ? new String[0] : lines.split(" \\| ")) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }
}
