// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import static dev.sallyport.filters.catalog.ShippedRules.CATALOG;
import static dev.sallyport.filters.catalog.ShippedRules.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.ratelimit.Reading;
import dev.sallyport.filters.ratelimit.Throttle;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No answer breaks the rules of any shipped provider. */
class ShippedRateLimitPropertiesTest {

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
}
