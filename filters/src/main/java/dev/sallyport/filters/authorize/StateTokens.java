// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The {@code state} that travels with a browser: a random id and its end, signed, so that anything made up is refused before a
 * store is asked.
 */
final class StateTokens {

    static final int ID_BYTES = 24;

    private static final int DATA_BYTES = ID_BYTES + Long.BYTES;
    private static final int SIGNATURE_BYTES = 32;
    private static final int LENGTH = (DATA_BYTES + SIGNATURE_BYTES) * 8 / 6 + 1;

    private final StateSigner signer;

    StateTokens(StateSigner signer) {
        this.signer = signer;
    }

    /** @param id {@value #ID_BYTES} random bytes */
    String write(byte[] id, Instant expiresAt) {
        byte[] data = ByteBuffer.allocate(DATA_BYTES)
                .put(id)
                .putLong(expiresAt.toEpochMilli())
                .array();
        return encode(ByteBuffer.allocate(DATA_BYTES + SIGNATURE_BYTES)
                .put(data)
                .put(signer.sign(data))
                .array());
    }

    /** The id in text form; null when the state is not of this gateway, or over. */
    @Nullable
    String read(String state, Instant now) {
        byte[] bytes = decode(state);
        if (bytes == null || bytes.length != DATA_BYTES + SIGNATURE_BYTES) {
            return null;
        }
        byte[] data = Arrays.copyOf(bytes, DATA_BYTES);
        long end = ByteBuffer.wrap(data, ID_BYTES, Long.BYTES).getLong();
        boolean valid =
                signer.isSigned(data, Arrays.copyOfRange(bytes, DATA_BYTES, bytes.length)) && now.toEpochMilli() < end;
        return valid ? encode(Arrays.copyOf(data, ID_BYTES)) : null;
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Also refuses what is too long to be worth decoding. */
    private static byte @Nullable [] decode(String text) {
        if (text.length() > LENGTH) {
            return null;
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
