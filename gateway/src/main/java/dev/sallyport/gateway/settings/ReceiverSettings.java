// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.egress.AbsoluteUrl;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who hears of an environment's connections, and of what.
 *
 * @param primaryUrl null for none; may hold secrets
 * @param secondaryUrl told the same; null for none
 * @param onAuthCreation whether of connections that are created or authorized again
 * @param onAuthRefreshError whether of credentials that can no longer be renewed, and of those that can again
 * @param signingKey what events are signed with; null for one made by the gateway
 */
public record ReceiverSettings(
        @Nullable SecretText primaryUrl,
        @Nullable SecretText secondaryUrl,
        @DefaultValue("true") boolean onAuthCreation,
        @DefaultValue("true") boolean onAuthRefreshError,
        @Nullable SecretText signingKey) {

    /** Of an environment that configures nothing: its connections' own receivers hear of everything. */
    public static final ReceiverSettings DEFAULTS = new ReceiverSettings(null, null, true, true, null);

    public ReceiverSettings {
        primaryUrl = url("webhooks.primary-url", primaryUrl);
        secondaryUrl = url("webhooks.secondary-url", secondaryUrl);
        signingKey = given(signingKey);
        if (signingKey != null) {
            KeySettings.requireUsable("webhooks.signing-key", signingKey.reveal());
        }
    }

    private static @Nullable SecretText url(String setting, @Nullable SecretText url) {
        SecretText given = given(url);
        if (given != null && AbsoluteUrl.parse(given.reveal()) instanceof AbsoluteUrl.Invalid(String reason)) {
            throw new IllegalArgumentException(setting + ": " + reason + " (expected: https://host…)");
        }
        return given;
    }

    /** An environment variable that is set to nothing means none. */
    private static @Nullable SecretText given(@Nullable SecretText text) {
        return text == null || text.reveal().isBlank() ? null : text;
    }
}
