// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.credential.SecretMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authorization whose browser is at the provider.
 *
 * @param key of the connection that it will create or repair
 * @param provider the integration's when it began
 * @param reconnects whether the connection has to exist already
 * @param connectionConfig of that connection, as far as it is known
 * @param carried what the flow needs when the browser is back, such as a code verifier
 */
public record PendingAuthorization(
        ConnectionKey key,
        String provider,
        boolean reconnects,
        SecretMap connectionConfig,
        @Nullable EndUser endUser,
        Map<String, String> tags,
        @Nullable String webhookUrlOverride,
        SecretMap carried) {

    public PendingAuthorization {
        tags = Map.copyOf(tags);
    }
}
