// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityPage;
import dev.sallyport.redis.client.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search has found so far.
 *
 * @param position last id that it looked at; null before the first
 * @param last id there is; null when there is none
 * @param over whether it came to the end
 */
record Found(
        List<ActivityPage.Entry> entries,
        @Nullable RecordId position,
        @Nullable RecordId last,
        boolean over) {

    static final Found NOTHING = new Found(List.of(), null, null, false);

    private static final int HEAD = 3;

    /** @param reply of the script {@code activity-search} */
    Found plus(String environment, List<Object> reply) {
        List<ActivityPage.Entry> all = new ArrayList<>(entries);
        for (int i = HEAD; i < reply.size(); i += 2) {
            all.add(new ActivityPage.Entry(
                    Bytes.toText((byte[]) reply.get(i)), SummaryText.read(environment, (byte[]) reply.get(i + 1))));
        }
        RecordId seen = id(reply.get(1));
        return new Found(all, seen == null ? position : seen, id(reply.get(2)), Bytes.toLong(reply.get(0)) == 1);
    }

    ActivityPage toPage() {
        return new ActivityPage(entries, over || position == null ? null : position.toCursor(), searchedTo());
    }

    /** Those who follow go on behind the last one looked at, or there was, since more will come. */
    ActivityPage toPageOfFollower(RecordId before) {
        RecordId seen = position == null ? before : position;
        RecordId next = over && last != null && last.compareTo(seen) > 0 ? last : seen;
        return new ActivityPage(entries, next.toString(), searchedTo());
    }

    private @Nullable Instant searchedTo() {
        return position == null ? null : position.time();
    }

    private static @Nullable RecordId id(Object text) {
        return RecordId.read(Bytes.toText((byte[]) text));
    }
}
