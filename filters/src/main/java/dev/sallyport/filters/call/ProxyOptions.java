// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's control headers ask for (contract §2); null where the caller left it to the integration or the
 * provider.
 *
 * @param retries whole number 0 to 10
 * @param retryOn further statuses to retry on
 * @param timeout total deadline, at most 600 s
 * @param maxWait longest quota wait
 */
public record ProxyOptions(
        String providerConfigKey,
        String connectionId,
        @Nullable String baseUrlOverride,
        @Nullable Integer retries,
        Set<Integer> retryOn,
        @Nullable Boolean decompress,
        @Nullable Boolean forwardHeadersOnRedirect,
        @Nullable Duration timeout,
        @Nullable Duration maxWait,
        Priority priority) {

    /** Upper bound of {@code Retries}. */
    static final int MAX_RETRIES = 10;

    /** Upper bound of {@code Sallyport-Timeout}. */
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    public ProxyOptions {
        retryOn = Set.copyOf(retryOn);
    }
}
