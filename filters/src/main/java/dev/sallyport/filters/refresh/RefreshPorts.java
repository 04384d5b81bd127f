// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.Credential;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What refreshes need of the world.
 *
 * @param endpoints the first that renews a credential is asked
 */
public record RefreshPorts(
        ConnectionStore connections,
        RefreshLease lease,
        RefreshJournal journal,
        RefreshSetbacks setbacks,
        RefreshNotices notices,
        List<TokenEndpoint> endpoints,
        RefreshObserver observer) {

    public RefreshPorts {
        endpoints = List.copyOf(endpoints);
    }

    @Nullable
    TokenEndpoint endpointFor(Credential credential) {
        for (TokenEndpoint endpoint : endpoints) {
            if (endpoint.renews(credential)) {
                return endpoint;
            }
        }
        return null;
    }
}
