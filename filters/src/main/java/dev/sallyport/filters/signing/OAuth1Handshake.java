// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import java.time.Clock;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Signs the two requests by which an application gets a token of OAuth 1.0a (RFC 5849 §2.1, §2.3). */
public final class OAuth1Handshake {

    private static final SecretText NO_SECRET = SecretText.of("");

    private final Clock clock;
    private final RandomGenerator nonces;

    /**
     * @param nonces used by several threads; need not be secure: a nonce only has to be unique
     */
    public OAuth1Handshake(Clock clock, RandomGenerator nonces) {
        this.clock = clock;
        this.nonces = nonces;
    }

    /**
     * For temporary credentials.
     *
     * @param callback where the user comes back to
     * @throws dev.sallyport.filters.error.GatewayException {@code missing_connection_config} when the integration has no usable
     *     client
     */
    public RequestSigner forTemporaryToken(Provider provider, Integration integration, String callback) {
        OAuth1Identity identity = OAuth1Identity.of(provider, integration, null, NO_SECRET);
        return new OAuth1Signer(identity, Map.of("oauth_callback", callback), "", clock, nonces);
    }

    /**
     * For the token itself.
     *
     * @param verifier proof that the user came back
     */
    public RequestSigner forToken(
            Provider provider, Integration integration, SecretText temporary, SecretText secret, String verifier) {
        OAuth1Identity identity = OAuth1Identity.of(provider, integration, temporary, secret);
        return new OAuth1Signer(identity, Map.of("oauth_verifier", verifier), "", clock, nonces);
    }
}
