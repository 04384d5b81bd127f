// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Expected values are those of OpenSSL. */
class EventSignatureTest {

    private static final SecretText KEY = SecretText.of("signing-key-0123");
    private static final byte[] BODY = "{\"a\":\"ü\"}".getBytes(UTF_8);

    @Test
    void signsTheBody() {
        assertThat(EventSignature.hmac(KEY, BODY))
                .isEqualTo("58a6dc375b81af14a09d0c574d6012662219832f1b178eb9405430927a7f6fda");
    }

    @Test
    void hashesKeyAndBodyForOldClients() {
        assertThat(EventSignature.hash(KEY, BODY))
                .isEqualTo("6e313a3ce464c459fd831f1c6f74e97b3fef4b4a99c78114fd10d80981de7ab7");
    }

    @Test
    void aNewKeyHas256RandomBits() {
        Random random = new Random(7);

        assertThat(EventSignature.generateKey(random).reveal()).matches("swk_[0-9a-f]{64}");
        assertThat(EventSignature.generateKey(random)).isNotEqualTo(EventSignature.generateKey(random));
    }
}
