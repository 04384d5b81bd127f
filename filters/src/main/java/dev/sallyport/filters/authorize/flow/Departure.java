// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.credential.SecretMap;
import java.util.Map;

/**
 * Where the browser goes.
 *
 * @param location absolute URL of the provider, fit for a {@code Location} header
 * @param carried JSON values that the arrival needs
 * @param connectionConfig learned on the way, such as a client that was registered; kept with the connection
 */
public record Departure(String location, SecretMap carried, Map<String, Object> connectionConfig) {

    /** The location holds the state. */
    @Override
    public String toString() {
        return "Departure[connectionConfig=" + connectionConfig.keySet() + "]";
    }
}
