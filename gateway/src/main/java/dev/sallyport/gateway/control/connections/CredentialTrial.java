// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.CredentialVerifier;
import dev.sallyport.filters.connection.VerificationOutcome;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.Subject;
import reactor.core.publisher.Mono;

/** Tries a credential at its provider before it is stored. */
public final class CredentialTrial {

    private final CredentialRefresher refresher;
    private final CredentialVerifier verifier;

    public CredentialTrial(CredentialRefresher refresher, CredentialVerifier verifier) {
        this.refresher = refresher;
        this.verifier = verifier;
    }

    /** The candidate, with a token if it had none and one can be had; fails with {@code connection_test_failed}. */
    Mono<Connection> pass(Integration integration, Provider provider, Connection candidate) {
        return complete(integration, provider, candidate)
                .flatMap(complete -> isVerified(provider, complete)
                        ? verifier.verify(integration, provider, complete).map(outcome -> accepted(complete, outcome))
                        : Mono.just(complete));
    }

    private Mono<Connection> complete(Integration integration, Provider provider, Connection candidate) {
        return candidate.credential().isPending() && refresher.isRenewable(candidate.credential())
                ? refresher
                        .obtained(new Subject(integration, provider, candidate))
                        .map(credential -> candidate.with(credential, candidate.updatedAt()))
                : Mono.just(candidate);
    }

    /** Without a token it could only fail. */
    private static boolean isVerified(Provider provider, Connection candidate) {
        return provider.proxy().verification() != null
                && !candidate.credential().isPending();
    }

    private static Connection accepted(Connection candidate, VerificationOutcome outcome) {
        return switch (outcome) {
            case VerificationOutcome.Passed _ -> candidate;
            case VerificationOutcome.Refused refused ->
                throw new GatewayException(
                                ErrorCode.CONNECTION_TEST_FAILED,
                                "The provider did not accept the credentials: " + refused.reason())
                        .with("reason", refused.reason());
        };
    }
}
