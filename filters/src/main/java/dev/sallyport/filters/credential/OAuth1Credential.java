// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.util.Map;

/** An OAuth 1.0a token (RFC 5849) with the secret that requests are signed with; it does not expire. */
public record OAuth1Credential(SecretText token, SecretText tokenSecret, SecretMap raw) implements Credential {

    @Override
    public String type() {
        return "OAUTH1";
    }

    @Override
    public Map<String, Object> fields() {
        return StoredFields.of(this)
                .put("oauth_token", token)
                .put("oauth_token_secret", tokenSecret)
                .put("raw", raw.reveal())
                .toMap();
    }
}
