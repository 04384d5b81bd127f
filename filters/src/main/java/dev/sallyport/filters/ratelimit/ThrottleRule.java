// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tells a refusal because of a limit from other answers of the same status.
 *
 * @param when null when the status is enough
 * @param bucket name of the rule whose bucket it is about; null when the levels must tell
 * @param stayAway how long to stay away when the answer does not say; null when not known
 */
public record ThrottleRule(
        Set<Integer> statuses,
        @Nullable Condition when,
        @Nullable String bucket,
        @Nullable Duration stayAway) {

    public ThrottleRule {
        statuses = Set.copyOf(statuses);
    }

    boolean readsBody() {
        return when != null && when.readsBody();
    }

    Stream<List<String>> bodyPaths() {
        return Source.bodyPath(when == null ? null : when.source());
    }

    boolean covers(int status) {
        return statuses.contains(status);
    }

    boolean holds(Answer answer) {
        return covers(answer.status()) && (when == null || when.holds(answer));
    }
}
