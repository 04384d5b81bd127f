// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The beginning of an answer's body, copied as it passes; read later, by somebody who has time. */
public final class AnswerExcerpt {

    private static final int FIRST_ERROR = 400;
    private static final byte[] NOTHING = {};

    private final int most;
    private final String contentType;
    private final @Nullable String contentEncoding;
    private byte[] bytes = NOTHING;
    private int length;
    private boolean more;

    private AnswerExcerpt(int most, String contentType, @Nullable String contentEncoding) {
        this.most = most;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
    }

    /**
     * Of an answer that tells of an error, in a form that people read; null for any other.
     *
     * @param decoded whether the body is decoded before it passes
     * @param most bytes; none for 0
     */
    static @Nullable AnswerExcerpt of(UpstreamResponse answer, boolean decoded, int most) {
        if (most == 0 || answer.status() < FIRST_ERROR) {
            return null;
        }
        String type = answer.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && TextTypes.contain(type)
                ? new AnswerExcerpt(
                        most, type, decoded ? null : answer.headers().get(HttpHeaderNames.CONTENT_ENCODING))
                : null;
    }

    /** Takes what still fits of the next part, which stays its owner's. */
    void copy(ByteBuf part) {
        int taken = Math.min(part.readableBytes(), most - length);
        more |= taken < part.readableBytes();
        if (taken > 0) {
            bytes = Arrays.copyOf(bytes, length + taken);
            part.getBytes(part.readerIndex(), bytes, length, taken);
            length += taken;
        }
    }

    /**
     * What it says; null when there was no body, or its encoding is not known.
     */
    public @Nullable Text read() {
        if (length == 0) {
            return null;
        }
        ContentDecoding decoding = ContentDecoding.of(contentEncoding, UnpooledByteBufAllocator.DEFAULT);
        if (decoding == null) {
            return isEncoded() ? null : new Text(new String(bytes, charset()), more);
        }
        byte[] decoded = decoding.decodeStart(bytes, most);
        return decoded.length == 0 ? null : new Text(new String(decoded, charset()), more || decoded.length == most);
    }

    private boolean isEncoded() {
        return contentEncoding != null && !contentEncoding.strip().equalsIgnoreCase("identity");
    }

    /** Those that are common; another one's letters are mostly readable as UTF-8. */
    private Charset charset() {
        return contentType.toLowerCase(Locale.ROOT).contains("charset=iso-8859-1")
                ? StandardCharsets.ISO_8859_1
                : StandardCharsets.UTF_8;
    }

    /** Whether JSON may be expected of it. */
    public boolean isJson() {
        return contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    /** @param cut whether the body went on */
    public record Text(String text, boolean cut) {}
}
