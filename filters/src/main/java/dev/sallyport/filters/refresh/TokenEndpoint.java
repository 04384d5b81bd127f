// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.credential.Credential;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** Obtains the next credential of one kind. There is one for each way to get a credential; adding a way is adding one. */
public interface TokenEndpoint {

    /** Whether it can renew this credential. */
    boolean renews(Credential credential);

    /**
     * Whether asking twice does no harm. False where a refresh token is used once: then a request whose answer was lost may have
     * used it up, and sending it again may look like theft.
     */
    boolean isRepeatable();

    /**
     * Asks once, within the request timeout it was made with. Never empty; a failure of the network or the provider is an outcome,
     * a {@link dev.sallyport.filters.error.GatewayException} a fault of the configuration.
     *
     * @param mayStillSend asked once, as late as possible before the first byte is written; false makes it
     *     {@link TokenOutcome.Unsent}. Connecting may take long enough for a lease to run out
     */
    Mono<TokenOutcome> request(Subject subject, BooleanSupplier mayStillSend);
}
