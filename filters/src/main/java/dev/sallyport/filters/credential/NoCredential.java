// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import java.util.Map;

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
}
