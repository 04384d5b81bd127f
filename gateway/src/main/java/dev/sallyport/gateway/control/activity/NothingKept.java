// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where no record of calls is kept: there is none to be found, and the rest of the page works. */
public final class NothingKept implements ActivityStore {

    private static final ActivityPage EMPTY = new ActivityPage(List.of(), null, null);

    @Override
    public Mono<Void> append(String environment, List<ActivityRecord> records) {
        return Mono.empty();
    }

    @Override
    public Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most) {
        return Mono.just(EMPTY);
    }

    @Override
    public Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most) {
        return Mono.just(EMPTY);
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
