// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.authorize;

import dev.sallyport.filters.authorize.StateSigner;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.seal.SealKeys;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Signs with keys derived from those that seal, which all replicas have: rotating them rotates these. */
public final class KeyedStateSigner implements StateSigner {

    /** In front of the data, so that a signature made for something else is none of a state. */
    private static final byte[] PURPOSE = Bytes.of("authorization state:");

    private final SealKeys keys;

    public KeyedStateSigner(SealKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] sign(byte[] data) {
        return keys.macs(tagged(data)).getFirst();
    }

    @Override
    public boolean isSigned(byte[] data, byte[] signature) {
        boolean signed = false;
        for (byte[] mac : keys.macs(tagged(data))) {
            signed |= MessageDigest.isEqual(mac, signature);
        }
        return signed;
    }

    private static byte[] tagged(byte[] data) {
        return ByteBuffer.allocate(PURPOSE.length + data.length)
                .put(PURPOSE)
                .put(data)
                .array();
    }
}
