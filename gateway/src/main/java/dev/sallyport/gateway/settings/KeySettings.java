// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import dev.sallyport.filters.credential.SecretText;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An API key given by configuration.
 *
 * @param name label, unique within its environment
 * @param secret the key itself: of the generated form, or a UUID
 * @param scopes what it may do; all of the environment by default
 * @param integrations integrations it may see; empty for all
 * @param connections connections it may see; empty for all
 */
public record KeySettings(
        String name,
        SecretText secret,
        @DefaultValue("environment:*") List<String> scopes,
        @DefaultValue List<String> integrations,
        @DefaultValue List<String> connections) {

    /** Shorter ones could be guessed. */
    private static final int MIN_LENGTH = 16;

    public KeySettings {
        requireUsable("keys[" + name + "].secret", secret.reveal());
        scopes = List.copyOf(scopes);
        integrations = List.copyOf(integrations);
        connections = List.copyOf(connections);
    }

    static void requireUsable(String setting, String key) {
        if (key.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    setting + ": " + key.length() + " characters (expected: at least " + MIN_LENGTH + ")");
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    setting + ": has blanks or characters outside ASCII (expected: an API key)");
        }
    }
}
