// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.activity.ActivityHistogram;
import dev.sallyport.filters.activity.ActivityHistogram.Bar;
import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.filters.activity.ActivityPage.Entry;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Keeps records in a list; the id of number {@code n} is {@code n-0}. Looks only at what its tests ask for. */
final class CallLog implements ActivityStore {

    final List<ActivityRecord> records = new CopyOnWriteArrayList<>();
    /** What was asked, in order. */
    final List<ActivityQuery> queries = new CopyOnWriteArrayList<>();

    volatile boolean away;

    @Override
    public Mono<Void> append(String environment, List<ActivityRecord> more) {
        return Mono.fromRunnable(() -> records.addAll(more));
    }

    @Override
    public Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most) {
        return asked(query, () -> {
            int before = cursor == null ? records.size() : number(cursor);
            List<Entry> found = new ArrayList<>();
            for (int i = before - 1; i >= 0 && found.size() < most; i--) {
                add(query, i, found);
            }
            String next = found.size() < most ? null : found.getLast().id();
            return new ActivityPage(
                    found,
                    next,
                    found.isEmpty() ? null : found.getLast().summary().startedAt());
        });
    }

    @Override
    public Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most) {
        return asked(query, () -> {
            List<Entry> found = new ArrayList<>();
            int last = after == null ? records.size() - 1 : number(after);
            while (last < records.size() - 1 && found.size() < most) {
                add(query, ++last, found);
            }
            return new ActivityPage(found, last + "-0", null);
        });
    }

    @Override
    public Mono<ActivityHistogram> histogram(ActivityQuery query, int bars) {
        return asked(query, () -> {
            Duration width = Duration.between(query.from(), query.to()).dividedBy(bars);
            List<Bar> drawn = new ArrayList<>();
            for (int i = 0; i < bars; i++) {
                drawn.add(new Bar(
                        query.from().plus(width.multipliedBy(i)), query.from().plus(width.multipliedBy(i + 1)), i, 1));
            }
            return new ActivityHistogram(drawn, true);
        });
    }

    @Override
    public Mono<ActivityRecord> find(String environment, String id) {
        return away ? Mono.error(new StoreUnavailableException("timeout")) : Mono.justOrEmpty(record(environment, id));
    }

    private @Nullable ActivityRecord record(String environment, String id) {
        int number = number(id);
        return number < records.size()
                        && records.get(number).summary().environment().equals(environment)
                ? records.get(number)
                : null;
    }

    private <T> Mono<T> asked(ActivityQuery query, Supplier<T> answer) {
        return Mono.fromSupplier(() -> {
            queries.add(query);
            if (away) {
                throw new StoreUnavailableException("timeout");
            }
            return answer.get();
        });
    }

    private void add(ActivityQuery query, int number, List<Entry> found) {
        ActivitySummary call = records.get(number).summary();
        if (call.environment().equals(query.environment())
                && allows(query.integrations(), call.integration())
                && allows(query.connections(), call.connectionId())
                && (query.failed() == null || query.failed() == call.isFailed())
                && (query.text() == null || call.traceId().equals(query.text()))) {
            found.add(new Entry(number + "-0", call));
        }
    }

    private static boolean allows(AllowList list, @Nullable String name) {
        return name == null ? list.names() == null : list.allows(name);
    }

    /** Less than 0 is before all. */
    private static int number(String id) {
        return Integer.parseInt(id.substring(0, id.lastIndexOf('-')));
    }
}
