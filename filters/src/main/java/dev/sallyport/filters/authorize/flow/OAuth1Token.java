// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token as OAuth 1.0a servers answer it: a form, whatever type they say it has.
 *
 * @param raw the whole answer
 */
record OAuth1Token(SecretText token, SecretText secret, SecretMap raw) {

    private static final int MOST_MEMBERS = 100;

    /** Null when there is no usable token in it, or its server says that it did not take the callback. */
    static @Nullable OAuth1Token read(byte[] body) {
        Map<String, Object> form = new LinkedHashMap<>();
        try {
            new QueryStringDecoder(new String(body, UTF_8).strip(), UTF_8, false, MOST_MEMBERS)
                    .parameters()
                    .forEach((name, values) -> form.put(name, values.getFirst()));
        } catch (IllegalArgumentException e) {
            return null;
        }
        boolean confirmed = "true".equals(form.getOrDefault("oauth_callback_confirmed", "true"));
        return confirmed
                        && form.get("oauth_token") instanceof String token
                        && form.get("oauth_token_secret") instanceof String secret
                        && isPlain(token)
                        && !token.isEmpty()
                        && isPlain(secret)
                ? new OAuth1Token(SecretText.of(token), SecretText.of(secret), SecretMap.of(form))
                : null;
    }

    /** Visible ASCII: anything else could end a header or start another. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
