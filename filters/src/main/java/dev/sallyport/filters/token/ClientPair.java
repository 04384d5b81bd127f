// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.catalog.TokenRules.ClientAuthentication;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;

/**
 * Who asks for a token.
 *
 * @param secret empty for a public client, and for one that proves itself otherwise
 */
record ClientPair(String id, String secret) {

    /**
     * Puts the pair where the provider expects it, and nowhere else (RFC 6749 §2.3: one method for each request). Of one that
     * signs assertions only the name.
     */
    void addTo(Map<String, Object> parameters, HttpHeaders headers, ClientAuthentication method) {
        switch (method) {
            case BODY -> {
                parameters.put("client_id", id);
                if (!secret.isEmpty()) {
                    parameters.put("client_secret", secret);
                }
            }
            case CUSTOM -> {
                parameters.put("username", id);
                parameters.put("password", secret);
            }
            case BASIC -> basic(headers, id, secret);
            case HEADER -> basic(headers, URLEncoder.encode(id, UTF_8), URLEncoder.encode(secret, UTF_8));
            case PRIVATE_KEY_JWT -> parameters.put("client_id", id);
        }
    }

    private static void basic(HttpHeaders headers, String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(UTF_8);
        headers.set(
                HttpHeaderNames.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
        return "ClientPair[redacted]";
    }
}
