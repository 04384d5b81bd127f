// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.refresh.TokenEndpoint;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/** Every way a credential is obtained or renewed. */
public final class TokenEndpoints {

    private TokenEndpoints() {}

    /**
     * In the order in which they are asked whether they renew a credential.
     *
     * @param random for nonces and names of sessions, which need only be unique
     */
    public static List<TokenEndpoint> all(TokenExchange exchange, Clock clock, RandomGenerator random) {
        return List.of(new RefreshTokenGrant(exchange), new ClientCredentialsGrant(exchange));
    }
}
