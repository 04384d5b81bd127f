// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An app's token beside a user's, as they were obtained together (GitHub App with OAuth). Sets no header: it becomes an
 * {@link AppCredential} when it is first renewed.
 *
 * @param app the app's part of the answer; empty before the first was obtained
 * @param user the user's part; empty when there is none
 */
public record CustomCredential(SecretMap app, SecretMap user, SecretMap raw) implements Credential {

    @Override
    public String type() {
        return "CUSTOM";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .putUnlessEmpty("app", app)
                .putUnlessEmpty("user", user)
                .put("raw", raw.reveal())
                .toMap();
    }

    /** The app's, after which it is renewed. */
    @Override
    public @Nullable Instant expiresAt() {
        try {
            return CredentialFields.instant(app.reveal().get("expires_at"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public boolean isRenewable() {
        return true;
    }

    @Override
    public boolean isPending() {
        return app.isEmpty();
    }
}
