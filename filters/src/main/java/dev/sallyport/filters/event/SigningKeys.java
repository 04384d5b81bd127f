// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import dev.sallyport.filters.credential.SecretText;
import reactor.core.publisher.Mono;

/**
 * The key that each environment's events are signed with, where configuration gives none. Every method fails with
 * {@link dev.sallyport.filters.error.StoreUnavailableException} when the store cannot serve.
 */
public interface SigningKeys {

    /** Keeps this key unless there is one, and answers the one that is kept then. */
    Mono<SecretText> findOrKeep(String environment, SecretText candidate);

    /** Keeps this key in place of the one there is, if any. All replicas sign with it from then on. */
    Mono<Void> replace(String environment, SecretText key);
}
