// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.catalog;

import dev.sallyport.filters.template.Template;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Web Token that connections make by themselves.
 *
 * @param algorithm name in RFC 7518 §3.1; null for the usual one of the key's kind
 * @param key the template of the text of the key
 * @param secret how a shared secret's text stands for its bytes; null where the key is a private one
 * @param header members besides {@code alg}: {@link Template}, JSON scalars, or maps and lists of them
 * @param claims the same, besides {@code iat} and {@code exp}
 */
public record JwtRules(
        @Nullable String algorithm,
        Template key,
        @Nullable SecretEncoding secret,
        Duration life,
        Map<String, Object> header,
        Map<String, Object> claims) {

    /** {@code signature.hmac_secret_encoding}. */
    public enum SecretEncoding {
        UTF8,
        HEX,
        BASE64
    }

    public JwtRules {
        header = TokenRules.ordered(header);
        claims = TokenRules.ordered(claims);
    }
}
