// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.minting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsernameTokenTest {

    private static final SecretText USER = SecretText.of("customer001");
    private static final SecretText PASSWORD = SecretText.of("customersecret");

    /** User, password, nonce and time of Emarsys's documentation; the digest by {@code sha1sum} and {@code base64}. */
    @Test
    void theDigestIsTheBase64OfTheHexadecimalText() {
        assertThat(UsernameToken.make(USER, PASSWORD, "d36e316282959a9ed4c89851497a717f", "2014-03-20T12:51:45Z")
                        .reveal())
                .isEqualTo("UsernameToken Username=\"customer001\","
                        + " PasswordDigest=\"YWQyNWE5Y2JkOTY2ZTU1ODg2M2QzNzVhNDZlZGQwZjg5YjZlZTk4Yw==\","
                        + " Nonce=\"d36e316282959a9ed4c89851497a717f\", Created=\"2014-03-20T12:51:45Z\"");
    }

    @Test
    void eachHasItsOwnNonceAndItsTimeInMilliseconds() {
        Random random = new Random(7);
        Instant now = Instant.parse("2026-11-23T10:00:00Z");

        SecretText first = UsernameToken.make(USER, PASSWORD, now, random);
        assertThat(first.reveal())
                .matches("UsernameToken Username=\"customer001\", PasswordDigest=\"[A-Za-z0-9+/]{54}==\","
                        + " Nonce=\"[0-9a-f]{32}\", Created=\"2026-11-23T10:00:00.000Z\"");
        assertThat(UsernameToken.make(USER, PASSWORD, now, random)).isNotEqualTo(first);
    }
}
