// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.util.Map;

/**
 * A token of NetSuite's token-based authentication, which signs requests as OAuth 1.0a does.
 *
 * @param configOverride client id and secret that stand in for the integration's
 */
public record TokenBasedCredential(SecretText tokenId, SecretText tokenSecret, SecretMap configOverride)
        implements Credential {

    @Override
    public String type() {
        return "TBA";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("token_id", tokenId)
                .put("token_secret", tokenSecret)
                .putUnlessEmpty("config_override", configOverride)
                .toMap();
    }
}
