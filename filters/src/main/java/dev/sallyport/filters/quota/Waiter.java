// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.call.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A call that stands in the line of a bucket. */
interface Waiter {

    String connection();

    Priority priority();

    /** When it gives up, in {@link System#nanoTime}'s terms. */
    long deadline();

    /** Its own chain of permits, to which the bucket adds one. */
    @Nullable
    Permit held();

    /** Whether it left. */
    boolean isGone();

    /** It was not served at once. */
    void stays();

    void granted(Permit permit);

    /** @param wait after which it could go */
    void refused(LocalBucket by, Duration wait);
}
