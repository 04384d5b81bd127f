// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.filters.credential.SecretText;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Encryption at rest.
 *
 * @param key one key, or a list for rotation: see {@link SealKeys#parse}. Null or empty is allowed with the embedded server
 *     only, which makes one
 */
@ConfigurationProperties("sallyport.encryption")
public record SealSettings(@Nullable SecretText key) {

    public boolean hasKey() {
        return key != null && !key.reveal().isBlank();
    }
}
