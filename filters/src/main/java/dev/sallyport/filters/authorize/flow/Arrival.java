// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.credential.Credential;
import java.util.Map;

/**
 * What came of it.
 *
 * @param connectionConfig what the provider said of the account, kept with the connection
 */
public record Arrival(Credential credential, Map<String, Object> connectionConfig) {

    @Override
    public String toString() {
        return "Arrival[" + credential.type() + "]";
    }
}
