// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A store of which nobody asks anything. */
record AppendOnly(BiFunction<String, List<ActivityRecord>, Mono<Void>> taking) implements ActivityStore {

    @Override
    public Mono<Void> append(String environment, List<ActivityRecord> records) {
        return taking.apply(environment, records);
    }

    @Override
    public Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<ActivityHistogram> histogram(ActivityQuery query, int bars) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<ActivityRecord> find(String environment, String id) {
        throw new UnsupportedOperationException();
    }
}
