// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads {@code Authorization: Bearer <key>} as the reference does (§1.3): the key is what follows the last
 * {@code Bearer }, or the whole value. Configured keys are found in memory; others are asked of the store only when their
 * checksum holds, so that random guesses never reach it.
 */
public final class BearerAuthentication implements CallerAuthentication {

    private static final String SCHEME = "Bearer ";
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final ConfiguredKeys configured;
    private final ApiKeyStore store;

    public BearerAuthentication(ConfiguredKeys configured, ApiKeyStore store) {
        this.configured = configured;
        this.store = store;
    }

    @Override
    public Mono<ApiKey> authenticate(ServerHttpRequest request) {
        List<String> raw = request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (raw.isEmpty()) {
            return refuse(ErrorCode.MISSING_AUTH_HEADER, "Authorization: missing (expected: Bearer <API key>)");
        }
        if (raw.size() > 1) {
            return refuse(
                    ErrorCode.MALFORMED_AUTH_HEADER, "Authorization: given " + raw.size() + " times (expected: once)");
        }
        return find(keyIn(raw.getFirst()));
    }

    private Mono<ApiKey> find(String key) {
        if (key.isEmpty()) {
            return refuse(ErrorCode.MALFORMED_AUTH_HEADER, "Authorization: no key in it (expected: Bearer <API key>)");
        }
        KeyHash hash = KeyHash.of(key);
        ApiKey known = configured.find(hash);
        if (known != null) {
            return Mono.just(known);
        }
        if (!SecretKey.looksValid(key)) {
            return isKeyLike(key)
                    ? unknown()
                    : refuse(
                            ErrorCode.MALFORMED_AUTH_HEADER,
                            "Authorization: not an API key (expected: Bearer sk_… or a configured key)");
        }
        return store.findByHash(hash).switchIfEmpty(Mono.defer(BearerAuthentication::unknown));
    }

    private static String keyIn(String header) {
        int scheme = header.lastIndexOf(SCHEME);
        return (scheme < 0 ? header : header.substring(scheme + SCHEME.length())).strip();
    }

    /** Of the form of a key, so that it is unknown rather than malformed: a generated one mistyped, or a UUID. */
    private static boolean isKeyLike(String key) {
        return key.startsWith("sk_") || UUID_FORM.matcher(key).matches();
    }

    private static Mono<ApiKey> unknown() {
        return refuse(ErrorCode.UNKNOWN_ACCOUNT, "Authorization: no such API key");
    }

    private static Mono<ApiKey> refuse(ErrorCode code, String message) {
        return Mono.error(new GatewayException(code, message));
    }
}
