// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.activity;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.activity.ActivityQuery;
import dev.sallyport.filters.activity.ActivityQuery.Statuses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which lists answer a query. */
final class QueryLists {

    private static final int CLASS = 100;
    private static final int FIRST_FAILED = 400;

    private QueryLists() {}

    /** Each has every record asked for, and others. */
    static List<RecordList> narrowing(ActivityQuery query) {
        List<RecordList> lists = new ArrayList<>();
        String integration = only(query.integration(), query.integrations());
        String connection = only(query.connectionId(), query.connections());
        RecordList.addUnlessNull(lists, RecordList.INTEGRATION, integration);
        RecordList.addUnlessNull(lists, RecordList.PROVIDER, query.provider());
        RecordList.addUnlessNull(lists, RecordList.ERROR, query.error());
        Statuses statuses = query.statuses();
        if (Boolean.TRUE.equals(query.failed()) || (statuses != null && statuses.first() >= FIRST_FAILED)) {
            lists.add(RecordList.FAILED);
            RecordList.addUnlessNull(lists, RecordList.FAILED_OF, integration);
        }
        if (statuses != null && isOfOneClass(statuses)) {
            lists.add(RecordList.statusClass(statuses.first()));
        }
        if (connection != null) {
            lists.add(RecordList.connection(connection));
        }
        return lists;
    }

    /**
     * The one that has just what is asked for; null when there is none. Whether it failed does not matter, since the list itself knows
     * how many did.
     */
    static @Nullable RecordList counting(ActivityQuery query) {
        Statuses statuses = query.statuses();
        if (isAskedForMore(query) || (statuses != null && !isWholeClass(statuses))) {
            return null;
        }
        List<RecordList> lists = new ArrayList<>();
        RecordList.addUnlessNull(lists, RecordList.INTEGRATION, only(query.integration(), query.integrations()));
        RecordList.addUnlessNull(lists, RecordList.PROVIDER, query.provider());
        RecordList.addUnlessNull(lists, RecordList.ERROR, query.error());
        if (statuses != null) {
            lists.add(RecordList.statusClass(statuses.first()));
        }
        return switch (lists.size()) {
            case 0 -> RecordList.ALL;
            case 1 -> lists.getFirst();
            default -> null;
        };
    }

    private static boolean isAskedForMore(ActivityQuery query) {
        String integration = query.integration();
        return query.connectionId() != null
                || query.connections().names() != null
                || query.method() != null
                || (query.text() != null && !query.text().isEmpty())
                || (integration == null
                        ? query.integrations().names() != null && only(null, query.integrations()) == null
                        : !query.integrations().allows(integration));
    }

    /** The name asked for, or the only one that may be seen. */
    private static @Nullable String only(@Nullable String asked, AllowList allowed) {
        return asked == null && allowed.names() != null && allowed.names().size() == 1
                ? allowed.names().iterator().next()
                : asked;
    }

    private static boolean isOfOneClass(Statuses statuses) {
        return statuses.first() >= RecordList.FIRST_STATUS && statuses.first() / CLASS == statuses.last() / CLASS;
    }

    private static boolean isWholeClass(Statuses statuses) {
        return isOfOneClass(statuses) && statuses.first() % CLASS == 0 && statuses.last() % CLASS == CLASS - 1;
    }
}
