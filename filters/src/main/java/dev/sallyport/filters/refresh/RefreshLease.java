// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Keeps replicas from renewing the same credential at once. Only an optimisation: a lease can be lost to a failover or outlived
 * by a paused holder, so what makes a write safe is the connection's generation. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface RefreshLease {

    /**
     * Takes the lease where it is free or the token's own already, and then answers true. Repeating is harmless, so an unknown
     * outcome can be asked again.
     *
     * @param token the holder's own, never used by anyone else
     */
    Mono<Boolean> acquire(ConnectionKey key, String token, Duration ttl);

    /** Extends the lease to {@code ttl} from now; false when it is the token's no longer. */
    Mono<Boolean> renew(ConnectionKey key, String token, Duration ttl);

    /** Gives the lease up if it is still the token's. */
    Mono<Void> release(ConnectionKey key, String token);
}
