// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;

/** User name and password (RFC 7617); an absent password is the empty one. */
public record BasicCredential(SecretText username, SecretText password) implements Credential {

    @Override
    public String type() {
        return "BASIC";
    }

    @Override
    public Map<String, Object> fields() {
        return Map.of("type", type(), "username", username.reveal(), "password", password.reveal());
    }

    @Override
    public String authorization() {
        byte[] pair = (username.reveal() + ":" + password.reveal()).getBytes(UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
