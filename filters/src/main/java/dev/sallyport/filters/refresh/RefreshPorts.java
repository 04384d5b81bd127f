// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.event.ConnectionEvents;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What refreshes need of the world.
 *
 * @param endpoints the first that renews a credential is asked
 * @param events hear of connections that break or recover, once over all replicas
 */
public record RefreshPorts(
        ConnectionStore connections,
        RefreshLease lease,
        RefreshJournal journal,
        RefreshSetbacks setbacks,
        RefreshNotices notices,
        List<TokenEndpoint> endpoints,
        RefreshObserver observer,
        ConnectionEvents events) {

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
