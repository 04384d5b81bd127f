// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import dev.sallyport.redis.client.StoredJson;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals and opens JSON objects. Envelope: two bytes of magic, one of version, eight of key id, then Tink's ciphertext (IV of 12
 * bytes, data, tag of 16). The key is chosen by its id and never by trial, because AES-GCM does not commit to its key.
 */
public final class Sealer {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final byte[] PREFIX = {'S', 'P', 1};
    private static final int HEADER_BYTES = PREFIX.length + SealKey.ID_BYTES;

    private final SealKeys keys;

    public Sealer(SealKeys keys) {
        this.keys = keys;
    }

    /** Under the primary key. */
    public byte[] seal(Map<String, Object> object, SealContext context) {
        return encrypt(StoredJson.write(object), context);
    }

    /** @throws SealException when it does not open here */
    public Map<String, Object> open(byte @Nullable [] sealed, SealContext context) {
        return StoredJson.read(decrypt(sealed, context));
    }

    /** Whether it is sealed under the primary key already. */
    boolean isCurrent(byte[] sealed) {
        return keyId(sealed).equals(keys.primary().id());
    }

    /** The same under the primary key. */
    byte[] reseal(byte[] sealed, SealContext context) {
        return encrypt(decrypt(sealed, context), context);
    }

    private byte[] encrypt(byte[] plain, SealContext context) {
        try {
            SealKey key = keys.primary();
            byte[] ciphertext = key.aead().encrypt(plain, context.associatedData());
            return ByteBuffer.allocate(HEADER_BYTES + ciphertext.length)
                    .put(PREFIX)
                    .put(HexFormat.of().parseHex(key.id()))
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    private byte[] decrypt(byte @Nullable [] sealed, SealContext context) {
        String id = sealed == null ? "unreadable" : keyId(sealed);
        SealKey key = keys.find(id);
        if (sealed == null || key == null) {
            throw refused(id);
        }
        byte[] ciphertext = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
        try {
            byte[] plain = key.aead().decrypt(ciphertext, context.associatedData());
            key.opened().increment();
            return plain;
        } catch (GeneralSecurityException e) {
            throw refused(id);
        }
    }

    private static String keyId(byte[] sealed) {
        boolean readable =
                sealed.length > HEADER_BYTES && Arrays.equals(sealed, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
        return readable ? HexFormat.of().formatHex(sealed, PREFIX.length, HEADER_BYTES) : "unreadable";
    }

    private static SealException refused(String keyId) {
        LOG.error("A sealed value does not open; key id: {}", keyId);
        return new SealException(keyId);
    }
}
