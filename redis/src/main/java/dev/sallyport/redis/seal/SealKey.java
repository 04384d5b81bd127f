// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.AesGcmParameters.Variant;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256-GCM key.
 *
 * @param label what the operator calls it; only for messages
 * @param id eight bytes of a hash of the key in hex, which the envelope carries. Made from the key and not from its label, so
 *     a value keeps opening however the operator writes the list
 * @param signing derived from it, so that no key is used for two things
 * @param opened how many values it opened
 */
record SealKey(String label, String id, Aead aead, SecretKeySpec signing, LongAdder opened) {

    static final int BYTES = 32;
    static final int ID_BYTES = 8;

    private static final String HMAC = "HmacSHA256";

    static SealKey of(String label, byte[] key) {
        try {
            AeadConfig.register();
            return new SealKey(label, idOf(key), aead(key), signingKey(key), new LongAdder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /** HMAC-SHA256. */
    byte[] mac(byte[] data) {
        return mac(signing, data);
    }

    private static SecretKeySpec signingKey(byte[] key) {
        byte[] purpose = "sallyport signing key".getBytes(US_ASCII);
        return new SecretKeySpec(mac(new SecretKeySpec(key, HMAC), purpose), HMAC);
    }

    private static byte[] mac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HMAC-SHA256", e);
        }
    }

    private static String idOf(byte[] key) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("sallyport seal key id".getBytes(US_ASCII));
        return HexFormat.of().formatHex(digest.digest(key), 0, ID_BYTES);
    }

    // The bytes come from the operator's own setting; there is no keyset file to keep them from.
    @AccessesPartialKey
    private static Aead aead(byte[] key) throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                // The envelope has a header of its own.
                .setVariant(Variant.NO_PREFIX)
                .build();
        AesGcmKey aesKey = AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                .build();
        KeysetHandle handle = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(aesKey).withFixedId(1).makePrimary())
                .build();
        return handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    @Override
    public String toString() {
        return label + " (" + id + ")";
    }
}
