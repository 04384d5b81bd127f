// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static dev.sallyport.filters.catalog.ShippedRules.NOW;
import static dev.sallyport.filters.catalog.ShippedRules.call;
import static dev.sallyport.filters.catalog.ShippedRules.headers;
import static dev.sallyport.filters.catalog.ShippedRules.read;
import static dev.sallyport.filters.catalog.ShippedRules.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.CallFacts;
import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Throttle;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers are refusals by a limit, and of which; where the body decides, it is wanted. */
class ShippedRateLimitRefusalsTest {

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
}
