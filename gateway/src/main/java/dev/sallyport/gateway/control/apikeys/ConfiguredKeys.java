// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import dev.sallyport.filters.access.ApiKey;
import java.util.Collection;
import java.util.List;

/** The API keys that come from configuration rather than from the store. */
public record ConfiguredKeys(Collection<ApiKey> keys) {

    public ConfiguredKeys {
        keys = List.copyOf(keys);
    }
}
