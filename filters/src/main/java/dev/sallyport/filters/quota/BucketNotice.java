// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.quota;

import dev.sallyport.filters.ratelimit.BucketKey;
import java.time.Duration;

/**
 * News of a bucket from some replica.
 *
 * @param blockedFor until the provider may be called again; zero when a limit became known or was reached without a refusal
 */
public record BucketNotice(BucketKey key, Duration blockedFor) {}
