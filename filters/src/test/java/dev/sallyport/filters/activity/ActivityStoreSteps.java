// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** For the contracts of stores of records. Each test has an environment of its own, so stores may be shared. */
abstract class ActivityStoreSteps {

    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    final String environment = "env:{x}%3A" + UUID.randomUUID();
    final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);

    protected abstract ActivityStore store();

    final ActivitySample sample() {
        return ActivitySample.in(environment);
    }

    /** One that ended so many seconds after the test's beginning of time, an hour ago. */
    final ActivitySample at(int second) {
        return sample().endedAt(start.plusSeconds(second));
    }

    final ActivityAsk ask() {
        return new ActivityAsk(environment);
    }

    final void append(ActivityRecord... records) {
        store().append(environment, List.of(records)).block(PATIENCE);
    }

    final ActivityPage page(ActivityAsk ask) {
        return store().search(ask.query(), null, 100).block(PATIENCE);
    }

    final ActivityPage follow(ActivityAsk ask, @Nullable String after) {
        return store().follow(ask.query(), after, 100).block(PATIENCE);
    }

    final @Nullable ActivityRecord find(String id) {
        return store().find(environment, id).block(PATIENCE);
    }

    final List<String> paths(ActivityAsk ask) {
        return names(page(ask));
    }

    /** Of two bars, succeeded and failed; of one over all time when none is asked for. */
    final List<Long> counts(ActivityAsk ask) {
        boolean isBounded = ask.query().from() != null;
        ActivityAsk bounded = isBounded ? ask : ask.between(start.minusSeconds(1), start.plusSeconds(7_200));
        List<Long> counts = new ArrayList<>();
        store().histogram(bounded.query(), isBounded ? 2 : 1)
                .block(PATIENCE)
                .bars()
                .forEach(bar -> {
                    counts.add(bar.succeeded());
                    counts.add(bar.failed());
                });
        return counts;
    }

    static List<String> names(ActivityPage page) {
        return page.entries().stream()
                .map(entry -> entry.summary().path().substring("/proxy/".length()))
                .toList();
    }
}
