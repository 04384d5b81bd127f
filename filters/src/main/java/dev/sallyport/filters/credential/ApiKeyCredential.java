// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.util.Map;

/** A provider's API key. Sets no header by itself: the provider's header, query or body templates place it. */
public record ApiKeyCredential(SecretText apiKey) implements Credential {

    @Override
    public String type() {
        return "API_KEY";
    }

    @Override
    public Map<String, Object> fields() {
        return Map.of("type", type(), "apiKey", apiKey.reveal());
    }
}
