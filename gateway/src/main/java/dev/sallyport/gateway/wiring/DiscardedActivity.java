// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where there is no store: takes every record and has none. */
final class DiscardedActivity implements ActivityStore {

    @Override
    public Mono<Void> append(String environment, List<ActivityRecord> records) {
        return Mono.empty();
    }

    @Override
    public Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most) {
        return Mono.just(new ActivityPage(List.of(), null, null));
    }

    @Override
    public Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most) {
        return Mono.just(new ActivityPage(List.of(), null, null));
    }

    @Override
    public Mono<ActivityHistogram> histogram(ActivityQuery query, int bars) {
        return Mono.just(new ActivityHistogram(List.of(), true));
    }

    @Override
    public Mono<ActivityRecord> find(String environment, String id) {
        return Mono.empty();
    }
}
