// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.access.AllowList;
import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Refusals;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Finds the record that a call names; what the caller's key may not see does not exist. */
final class RecordedCalls {

    static final Pattern ID = Pattern.compile("^\\d{1,15}-\\d{1,15}$");

    private final ActivityStore store;

    RecordedCalls(ActivityStore store) {
        this.store = store;
    }

    /** Fails with {@code not_found}, also when there is none any more. */
    Mono<ActivityRecord> named(Call call) {
        String id = call.variable("id");
        return Mono.defer(() -> ID.matcher(id).matches() ? store.find(call.environment(), id) : Mono.empty())
                .filter(record -> isVisible(call, record.summary()))
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("There is no such record (any more)")));
    }

    private static boolean isVisible(Call call, ActivitySummary recorded) {
        return isAllowed(call.caller().integrations(), recorded.integration())
                && isAllowed(call.caller().connections(), recorded.connectionId());
    }

    /** A call that never got as far as its connection is seen by those who see all. */
    private static boolean isAllowed(AllowList list, @Nullable String name) {
        return name == null ? list.names() == null : list.allows(name);
    }
}
