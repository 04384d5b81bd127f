// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import org.jspecify.annotations.Nullable;

/** A credential that is a bearer token, and what a new one is obtained with as often as need be, without a person. */
public sealed interface ObtainedToken extends Credential
        permits AppCredential, ClientCredential, JwtCredential, SignatureCredential, TwoStepCredential {

    /** Null before the first was obtained. */
    @Nullable
    SecretText token();

    @Override
    default @Nullable String authorization() {
        return Credential.bearer(token());
    }

    @Override
    default @Nullable String accessToken() {
        return SecretText.revealed(token());
    }

    @Override
    default boolean isRenewable() {
        return true;
    }

    @Override
    default boolean isPending() {
        return token() == null;
    }
}
