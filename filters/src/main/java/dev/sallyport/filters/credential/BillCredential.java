// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A login to BILL and the session it last gave. Sets no header: callers send session and key by themselves.
 *
 * @param sessionId null before the first login
 * @param raw the login's answer
 */
public record BillCredential(
        Login login,
        @Nullable SecretText sessionId,
        @Nullable SecretText userId,
        @Nullable Instant expiresAt,
        SecretMap raw)
        implements Credential {

    /** What the login call takes. */
    public record Login(SecretText username, SecretText password, SecretText organizationId, SecretText devKey) {}

    @Override
    public String type() {
        return "BILL";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("username", login.username())
                .put("password", login.password())
                .put("organization_id", login.organizationId())
                .put("dev_key", login.devKey())
                .put("session_id", sessionId)
                .put("user_id", userId)
                .put("expires_at", expiresAt)
                .put("raw", raw.reveal())
                .toMap();
    }

    @Override
    public boolean isRenewable() {
        return true;
    }

    @Override
    public boolean isPending() {
        return sessionId == null;
    }
}
