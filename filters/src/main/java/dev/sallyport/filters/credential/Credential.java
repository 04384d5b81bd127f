// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider credential as stored. Every kind keeps its secrets as {@link SecretText}, so {@code toString} and logs stay
 * clean; only {@link #fields()}, {@link #authorization()} and {@link #accessToken()} let them out.
 */
public sealed interface Credential
        permits ApiKeyCredential,
                BasicCredential,
                NoCredential,
                OAuth1Credential,
                OAuth2Credential,
                ObtainedToken,
                TokenBasedCredential,
                BillCredential,
                CustomCredential,
                AwsCredential {

    /** The stored type on the wire, such as {@code OAUTH2}; {@code NONE} where the reference stores an empty object. */
    String type();

    /**
     * The credential in its stored shape, {@code type} included, by wire name: JSON values, instants as ISO-8601 text.
     * This is what is sealed, what an import reads and what templates look names up in.
     */
    Map<String, Object> fields();

    /** Value of the {@code Authorization} header this kind sets by itself; null when it sets none. */
    default @Nullable String authorization() {
        return null;
    }

    /** What {@code ${accessToken}} stands for; null for kinds without a token. */
    default @Nullable String accessToken() {
        return null;
    }

    /** When the credential stops working; null when it does not expire or nobody knows. */
    default @Nullable Instant expiresAt() {
        return null;
    }

    /** Whether its holder could obtain a new token without a person. */
    default boolean isRenewable() {
        return false;
    }

    /** Whether it was stored without what its calls carry, which then has to be obtained first; renewable if so. */
    default boolean isPending() {
        return false;
    }

    /** A token as RFC 6750 sends it; null without one. */
    static @Nullable String bearer(@Nullable SecretText token) {
        return token == null ? null : "Bearer " + token.reveal();
    }
}
