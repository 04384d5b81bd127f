// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How end users authorize.
 *
 * @param stateTtl how long somebody may take at the provider
 * @param requestTimeout for each request of the gateway's own while a browser waits
 */
public record AuthorizeSettings(
        @DefaultValue("10m") Duration stateTtl,
        @DefaultValue("15s") Duration requestTimeout) {

    /** Beyond it a state left behind is worth more to a thief than to its user. */
    private static final Duration LONGEST_STATE = Duration.ofHours(1);

    public AuthorizeSettings {
        if (!stateTtl.isPositive() || stateTtl.compareTo(LONGEST_STATE) > 0) {
            throw new IllegalArgumentException(
                    "sallyport.authorize.state-ttl: " + stateTtl + " (expected: > 0 and <= " + LONGEST_STATE + ")");
        }
        if (!requestTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "sallyport.authorize.request-timeout: " + requestTimeout + " (expected: > 0)");
        }
    }
}
