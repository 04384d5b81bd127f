// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static dev.sallyport.filters.catalog.ShippedRules.NOW;
import static dev.sallyport.filters.catalog.ShippedRules.call;
import static dev.sallyport.filters.catalog.ShippedRules.headers;
import static dev.sallyport.filters.catalog.ShippedRules.read;
import static dev.sallyport.filters.catalog.ShippedRules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Bucket;
import dev.sallyport.filters.ratelimit.BucketShape;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Sighting;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of the shipped providers, by answers as those write them. */
class ShippedRateLimitsTest {

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

    private static BucketShape shape(String provider) {
        return rules(provider).bucketsOf(call("GET", "/x")).getFirst().shape();
    }

    private static String shown(Bucket bucket) {
        return (bucket.key().isShared() ? "shared " : "") + bucket.key().name();
    }
}
