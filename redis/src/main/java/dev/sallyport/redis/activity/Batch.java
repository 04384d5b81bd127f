// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.RedisKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as the script {@code activity-append} takes them. */
final class Batch {

    /** So that the script is done within a few milliseconds. */
    static final int MOST_RECORDS = 50;

    private final String environment;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Args args;

    private Batch(String environment, ActivityStoreSettings settings) {
        this.environment = environment;
        this.args = new Args().add(settings.maxRecords()).add(settings.maxAge().toMillis());
        place(RedisKeys.activity(environment));
        place(RedisKeys.activityDetails(environment));
    }

    static Batch of(
            String environment, List<ActivityRecord> records, ActivityStoreSettings settings, DetailsCodec codec) {
        Batch batch = new Batch(environment, settings);
        List<byte[]> details =
                codec.deflate(records.stream().map(DetailsJson::write).toList());
        for (int i = 0; i < records.size(); i++) {
            batch.add(records.get(i), details.get(i));
        }
        return batch;
    }

    List<String> keys() {
        return List.copyOf(places.keySet());
    }

    Args args() {
        return args;
    }

    private void add(ActivityRecord whole, byte[] details) {
        ActivitySummary summary = whole.summary();
        args.add(summary.startedAt().plus(summary.total()).toEpochMilli())
                .add(summary.isFailed() ? 1 : 0)
                .add(SummaryText.write(whole))
                .add(details);
        List<RecordList> counted = new ArrayList<>();
        List<RecordList> shared = new ArrayList<>();
        RecordList.of(whole).forEach(list -> (list.isCounted() ? counted : shared).add(list));
        args.add(counted.size());
        counted.forEach(list -> args.add(place(list.key(environment))));
        args.add(shared.size());
        shared.forEach(list -> args.add(place(list.key(environment))).add(list.mark()));
    }

    /** In Lua's way of counting. */
    private int place(String key) {
        return places.computeIfAbsent(key, _ -> places.size() + 1);
    }
}
