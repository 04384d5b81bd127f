// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Records of calls, of all replicas together. The newest are kept: about a number for each environment, and for so long. Times are kept
 * to the millisecond, durations to the microsecond. Every method fails with {@link
 * dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve, and with {@code invalid_query_params} when it is
 * given a cursor that is none.
 */
public interface ActivityStore {

    /** Keeps them, all of one environment, in this order. When it fails, the first of them may have been kept. */
    Mono<Void> append(String environment, List<ActivityRecord> records);

    /**
     * Looks from the newest to the oldest.
     *
     * @param cursor the page before's {@link ActivityPage#next()}; null for the first
     * @param most entries of a page
     */
    Mono<ActivityPage> search(ActivityQuery query, @Nullable String cursor, int most);

    /**
     * Looks from the oldest to the newest, for those who follow calls as they come. {@link ActivityPage#next()} is where to go on,
     * always: an id, which may be that of a record that does not fit.
     *
     * @param after id of the last one known; null for those that come from now on, with a page that has none but where to go on
     */
    Mono<ActivityPage> follow(ActivityQuery query, @Nullable String after, int most);

    /**
     * Counts calls between the query's {@code from} and {@code to}, both of which it has.
     *
     * @param bars how many; there are fewer when they would be shorter than a millisecond
     */
    Mono<ActivityHistogram> histogram(ActivityQuery query, int bars);

    /** One record; empty when there is none, or none any more, or when that is no id. */
    Mono<ActivityRecord> find(String environment, String id);
}
