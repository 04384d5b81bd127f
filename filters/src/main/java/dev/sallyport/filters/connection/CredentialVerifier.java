// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.integration.Integration;
import reactor.core.publisher.Mono;

/** Tries a credential at its provider before it is stored. */
@FunctionalInterface
public interface CredentialVerifier {

    /**
     * Makes the provider's verification calls with the candidate's credential, one after the other until one passes. Only
     * asked when the provider defines some. Never empty; a network failure is an outcome, an error is a bug of ours.
     */
    Mono<VerificationOutcome> verify(Integration integration, Provider provider, Connection candidate);
}
