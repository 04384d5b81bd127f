// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.filters.crypto.Digests;
import java.security.MessageDigest;

/** Signs with a key that is given. */
public final class FixedStateSigner implements StateSigner {

    private final String key;

    public FixedStateSigner(String key) {
        this.key = key;
    }

    @Override
    public byte[] sign(byte[] data) {
        return Digests.hmac("HmacSHA256", key.getBytes(UTF_8), new String(data, ISO_8859_1));
    }

    @Override
    public boolean isSigned(byte[] data, byte[] signature) {
        return MessageDigest.isEqual(sign(data), signature);
    }
}
