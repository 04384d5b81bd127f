// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.minting.JwtMinter;
import dev.sallyport.filters.minting.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An app's name and private key, with which it proves itself to GitHub. */
record AppKey(String appId, SecretText privateKey) {

    /** What GitHub advises: a minute for clocks that are behind, and less than the ten minutes that it accepts. */
    private static final Duration BACKDATED = Duration.ofMinutes(1);

    private static final Duration LIFE = Duration.ofMinutes(9);

    /** The integration's; an app may also be named by the connection. Null when either part is missing. */
    static @Nullable AppKey of(Integration integration, Connection connection) {
        IntegrationCredentials credentials = integration.credentials();
        SecretText key = credentials == null ? null : credentials.fields().get("private_key");
        SecretText named = credentials == null ? null : credentials.fields().get("app_id");
        Object own = connection.connectionConfig().get("app_id");
        String appId = named == null ? own == null ? "" : own.toString() : named.reveal();
        return key == null || appId.isBlank() ? null : new AppKey(appId, key);
    }

    /**
     * @throws UnusableKeyException when it is no key for RS256
     */
    SecretText proof(Instant now) {
        try {
            Instant issued = now.minus(BACKDATED);
            return JwtMinter.mint(
                    Map.of("typ", "JWT"),
                    Map.of("iss", appId, "iat", issued.getEpochSecond()),
                    SigningKey.ofPrivate(privateKey, "RS256"),
                    now,
                    LIFE);
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyException(e);
        }
    }
}
