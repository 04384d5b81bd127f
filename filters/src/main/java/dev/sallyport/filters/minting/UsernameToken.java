// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.crypto.Digests;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The token of WSSE as its providers take it (reference §3.8): the digest is the Base64 of the hexadecimal text of SHA-1 over
 * nonce, time and password, and the nonce stands in hexadecimal.
 */
public final class UsernameToken {

    /** Always with milliseconds, which {@code Instant.toString} leaves out on a whole second. */
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private UsernameToken() {}

    /** @param random for the nonce of 16 bytes, which need only be unique */
    public static SecretText make(SecretText username, SecretText password, Instant now, RandomGenerator random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return make(username, password, HexFormat.of().formatHex(nonce), CREATED.format(now));
    }

    static SecretText make(SecretText username, SecretText password, String nonce, String created) {
        byte[] sha1 = Digests.sha1((nonce + created + password.reveal()).getBytes(UTF_8));
        String digest = Base64.getEncoder()
                .encodeToString(HexFormat.of().formatHex(sha1).getBytes(UTF_8));
        return SecretText.of("UsernameToken Username=\"" + username.reveal() + "\", PasswordDigest=\"" + digest
                + "\", Nonce=\"" + nonce + "\", Created=\"" + created + "\"");
    }
}
