// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A list of the records that have something in common. There are two kinds. Of what has few names, each has a list, whose entries say
 * how many were before them: so any part of it is counted by two look-ups. Of what has many names, such as connections,
 * many share one of {@value #SHARED} lists, so that their number is bounded, and entries are told apart by a mark.
 *
 * @param mark of those that are meant on a shared list; negative on one that is counted
 */
record RecordList(String kind, String name, int mark) {

    static final RecordList ALL = counted("all", "");

    static final RecordList FAILED = counted("failed", "");
    static final String INTEGRATION = "integration";
    static final String PROVIDER = "provider";
    static final String FAILED_OF = "failed-of";
    static final String ERROR = "error";

    /** Of the answer's status, lowest that has a list: most answers are successes, and a list of those would save no search anything. */
    static final int FIRST_STATUS = 300;

    private static final int SHARED = 4096;
    private static final int SHARED_BITS = 12;
    private static final int CLASS = 100;

    /** Those that a record is put on. */
    static List<RecordList> of(ActivityRecord whole) {
        ActivitySummary summary = whole.summary();
        List<RecordList> lists = new ArrayList<>();
        lists.add(ALL);
        addUnlessNull(lists, INTEGRATION, summary.integration());
        addUnlessNull(lists, PROVIDER, summary.provider());
        if (summary.isFailed()) {
            lists.add(FAILED);
            addUnlessNull(lists, FAILED_OF, summary.integration());
        }
        if (summary.error() != null) {
            lists.add(counted(ERROR, summary.error().wireName()));
        }
        if (summary.status() >= FIRST_STATUS) {
            lists.add(statusClass(summary.status()));
        }
        if (summary.connectionId() != null) {
            lists.add(connection(summary.connectionId()));
        }
        if (!summary.traceId().isEmpty()) {
            lists.add(trace(summary.traceId()));
        }
        return lists;
    }

    static RecordList trace(String id) {
        return shared("trace", id);
    }

    boolean isCounted() {
        return mark < 0;
    }

    String key(String environment) {
        return RedisKeys.activityList(environment, kind, name);
    }

    static RecordList connection(String id) {
        return shared("connection", id);
    }

    static RecordList statusClass(int status) {
        return counted("status", Integer.toString(status / CLASS));
    }

    static RecordList counted(String kind, String name) {
        return new RecordList(kind, name, -1);
    }

    /** The sum is part of what is stored: another one would not find what an older release wrote. */
    private static RecordList shared(String kind, String name) {
        CRC32 sum = new CRC32();
        sum.update(Bytes.of(name));
        int value = (int) sum.getValue();
        return new RecordList(kind, Integer.toString(value & (SHARED - 1)), value >>> SHARED_BITS);
    }

    static void addUnlessNull(List<RecordList> lists, String kind, @Nullable String name) {
        if (name != null) {
            lists.add(counted(kind, name));
        }
    }
}
