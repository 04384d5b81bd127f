// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The provider refused a call because of a limit.
 *
 * @param bucket name of the bucket it is about; null when the answer does not tell, which means all of the call's
 * @param stayAway how long it asks to stay away; null when it does not say
 */
public record Throttle(@Nullable String bucket, @Nullable Duration stayAway) {}
