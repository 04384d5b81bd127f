// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import dev.sallyport.filters.credential.SecretText;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes JSON Web Tokens (RFC 7519) in the compact form of RFC 7515. Signing by RSA takes about a millisecond of CPU. */
public final class JwtMinter {

    private JwtMinter() {}

    /**
     * A token that says when it was issued and when it expires, in whole seconds.
     *
     * @param header members besides {@code alg}, which is the key's
     * @param claims members besides {@code iat} and {@code exp}; one of these names wins
     * @throws IllegalArgumentException when header or claims are no JSON that a token may have
     */
    public static SecretText mint(
            Map<String, Object> header, Map<String, Object> claims, SigningKey key, Instant now, Duration life) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("iat", now.getEpochSecond());
        all.put("exp", now.plus(life).getEpochSecond());
        all.putAll(claims);
        JWSObject token = new JWSObject(header(header, key), new Payload(all));
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("token: cannot be signed (expected: a header that fits the key)", e);
        }
        return SecretText.of(token.serialize());
    }

    private static JWSHeader header(Map<String, Object> members, SigningKey key) {
        Map<String, Object> header = new LinkedHashMap<>(members);
        header.put("alg", key.algorithm().getName());
        try {
            return JWSHeader.parse(header);
        } catch (ParseException e) {
            throw new IllegalArgumentException("header: not one of a token (expected: RFC 7515 §4)", e);
        }
    }
}
