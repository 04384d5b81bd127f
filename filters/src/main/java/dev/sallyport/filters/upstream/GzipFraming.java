// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;

/** The bytes around a gzip member's data (RFC 1952 §2.3). */
final class GzipFraming {

    static final int FIRST_BYTE = 0x1f;
    static final int TRAILER = 8;

    /** What {@link #headerLength} answers when more bytes are needed. */
    static final int INCOMPLETE = -1;

    private static final int FIXED = 10;
    private static final int LONGEST = 128 * 1024;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private GzipFraming() {}

    /**
     * Length of the header at the reader index, or {@link #INCOMPLETE}.
     *
     * @throws BadUpstreamException when it is none
     */
    static int headerLength(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int available = bytes.readableBytes();
        boolean wrong = (available > 0 && bytes.getUnsignedByte(start) != FIRST_BYTE)
                || (available > 1 && bytes.getUnsignedByte(start + 1) != 0x8b)
                || (available > 2 && bytes.getUnsignedByte(start + 2) != 8)
                || (available > 3 && (bytes.getUnsignedByte(start + 3) & RESERVED) != 0);
        int end = wrong || available < FIXED ? INCOMPLETE : optionalParts(bytes, start);
        if (wrong || (end == INCOMPLETE && available > LONGEST)) {
            throw new BadUpstreamException("content_encoding");
        }
        return end == INCOMPLETE ? INCOMPLETE : end - start;
    }

    private static int optionalParts(ByteBuf bytes, int start) {
        int flags = bytes.getUnsignedByte(start + 3);
        int end = start + FIXED;
        if ((flags & HAS_EXTRA) != 0) {
            end = end + 2 > bytes.writerIndex() ? INCOMPLETE : end + 2 + bytes.getUnsignedShortLE(end);
        }
        if ((flags & HAS_NAME) != 0) {
            end = behindText(bytes, end);
        }
        if ((flags & HAS_COMMENT) != 0) {
            end = behindText(bytes, end);
        }
        if ((flags & HAS_CHECKSUM) != 0 && end != INCOMPLETE) {
            end += 2;
        }
        return end > bytes.writerIndex() ? INCOMPLETE : end;
    }

    private static int behindText(ByteBuf bytes, int from) {
        if (from == INCOMPLETE || from >= bytes.writerIndex()) {
            return INCOMPLETE;
        }
        int end = bytes.indexOf(from, bytes.writerIndex(), (byte) 0);
        return end < 0 ? INCOMPLETE : end + 1;
    }
}
