// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import dev.sallyport.filters.catalog.AuthMode;
import dev.sallyport.filters.refresh.Subject;
import reactor.core.publisher.Mono;

/**
 * Sends a browser to a provider and makes a credential of what it brings back. Both ways fail with
 * {@link AuthorizationException} where something foreseeable is wrong, and are never empty.
 */
public interface AuthorizationFlow {

    boolean serves(AuthMode mode);

    /**
     * @param subject its connection is the one to be repaired, or one without a credential that would be created
     */
    Mono<Departure> depart(Subject subject, Terms terms);

    /**
     * @param subject as at the departure, but for what was stored meanwhile
     */
    Mono<Arrival> arrive(Subject subject, WayBack back);
}
