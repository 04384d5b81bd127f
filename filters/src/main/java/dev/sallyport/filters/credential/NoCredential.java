// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nothing to inject: the provider needs no credential. */
public record NoCredential() implements Credential {

    @Override
    public String type() {
        return "NONE";
    }

    @Override
    public Map<String, Object> fields() {
        return Map.of();
    }

    @Override
    public @Nullable String authorization() {
        return null;
    }

    @Override
    public @Nullable String accessToken() {
        return null;
    }

    @Override
    public @Nullable Instant expiresAt() {
        return null;
    }

    @Override
    public boolean isRenewable() {
        return false;
    }
}
