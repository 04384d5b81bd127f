// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that requests to AWS are signed with, lasting ones or those of an assumed role.
 *
 * @param scope for what the signatures are
 * @param role what new keys could be asked for with; null for lasting keys
 * @param keys null until a role has been assumed
 * @param raw the answer the keys came in
 */
public record AwsCredential(
        Scope scope, @Nullable Role role, @Nullable Keys keys, SecretMap raw) implements Credential {

    public AwsCredential {
        if (role == null && keys == null) {
            throw new IllegalArgumentException("access_key_id: missing (expected: keys, or a role_arn)");
        }
    }

    /** Region and service; null where the connection's configuration names them. */
    public record Scope(@Nullable String region, @Nullable String service) {}

    /** A role and what its owner asks to be told by those who assume it. */
    public record Role(SecretText arn, @Nullable SecretText externalId) {}

    /** A pair of keys; a session token belongs to those of a role. */
    public record Keys(
            SecretText accessKeyId,
            SecretText secretAccessKey,
            @Nullable SecretText sessionToken,
            @Nullable Instant expiresAt) {}

    @Override
    public String type() {
        return "AWS_SIGV4";
    }

    @Override
    public Map<String, Object> fields() {
        StoredFields fields = StoredFields.of(this);
        if (role != null) {
            fields.put("role_arn", role.arn()).put("external_id", role.externalId());
        }
        fields.put("region", (Object) scope.region()).put("service", (Object) scope.service());
        if (keys != null) {
            fields.put("access_key_id", keys.accessKeyId())
                    .put("secret_access_key", keys.secretAccessKey())
                    .put("session_token", keys.sessionToken())
                    .put("expires_at", keys.expiresAt());
        }
        return fields.put("raw", raw.reveal()).toMap();
    }

    @Override
    public @Nullable Instant expiresAt() {
        return keys == null ? null : keys.expiresAt();
    }

    @Override
    public boolean isRenewable() {
        return role != null;
    }

    @Override
    public boolean isPending() {
        return keys == null;
    }
}
