// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.signing;

import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AwsCredential;
import dev.sallyport.filters.credential.OAuth1Credential;
import dev.sallyport.filters.credential.TokenBasedCredential;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Works out how connections sign, by the kind of their credential. */
public final class SigningPlans {

    private final Clock clock;
    private final RandomGenerator nonces;

    /**
     * @param nonces used by several threads; need not be secure: a nonce only has to be unique
     */
    public SigningPlans(Clock clock, RandomGenerator nonces) {
        this.clock = clock;
        this.nonces = nonces;
    }

    public SigningPlan of(Provider provider, Integration integration, Connection connection) {
        try {
            return switch (connection.credential()) {
                case OAuth1Credential token ->
                    SigningPlan.by(oauth(OAuth1Identity.of(provider, integration, token), ""));
                case TokenBasedCredential token ->
                    SigningPlan.by(
                            oauth(OAuth1Identity.of(integration, connection, token), OAuth1Identity.realm(connection)));
                case AwsCredential aws
                when aws.keys() != null -> SigningPlan.by(new AwsSigner(AwsIdentity.of(aws, connection), clock));
                default -> SigningPlan.NONE;
            };
        } catch (GatewayException e) {
            return SigningPlan.impossible(e);
        }
    }

    private OAuth1Signer oauth(OAuth1Identity identity, String realm) {
        return new OAuth1Signer(identity, realm, clock, nonces);
    }
}
