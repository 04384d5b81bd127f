// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code gzip} (RFC 1952, several members too) and {@code deflate}, which servers send with and without zlib's
 * wrapping.
 */
final class InflateDecoder implements BodyDecoder {

    private final boolean gzip;
    private final CRC32 checksum = new CRC32();

    /** The header as far as it came, and what came behind it in the same chunk. */
    private final ByteBuf carry = Unpooled.buffer(256);

    private final ByteBuf trailer = Unpooled.buffer(GzipFraming.TRAILER, GzipFraming.TRAILER);

    private ByteBuf input = Unpooled.EMPTY_BUFFER;

    /** The buffer that the inflater reads from. */
    private ByteBuf inflating = Unpooled.EMPTY_BUFFER;

    private @Nullable Inflater inflater;
    private Phase phase = Phase.START;

    /** The carry holds the beginning of a header and nothing else. */
    private boolean headerStarved;

    private boolean closed;

    InflateDecoder(boolean gzip) {
        this.gzip = gzip;
    }

    private enum Phase {
        START,
        HEADER,
        DATA,
        TRAILER,
        BETWEEN,
        END
    }

    @Override
    public synchronized void feed(ByteBuf chunk) {
        input = chunk;
    }

    @Override
    public synchronized @Nullable ByteBuf next(ByteBufAllocator allocator) {
        while (!closed && hasWork()) {
            switch (phase) {
                case START -> phase = Phase.HEADER;
                case BETWEEN -> phase = startsMember() ? Phase.HEADER : Phase.END;
                case HEADER -> readHeader();
                case TRAILER -> readTrailer();
                case END -> skipRest();
                case DATA -> {
                    ByteBuf piece = inflate(allocator);
                    if (piece.isReadable()) {
                        return piece;
                    }
                    piece.release();
                }
            }
        }
        return null;
    }

    @Override
    public synchronized boolean complete() {
        return phase == Phase.START || phase == Phase.BETWEEN || phase == Phase.END;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (inflater != null) {
            inflater.end();
        }
    }

    private ByteBuf source() {
        return carry.isReadable() ? carry : input;
    }

    private boolean hasWork() {
        return switch (phase) {
            case HEADER -> !headerStarved || input.isReadable();
            case DATA -> source().isReadable() || (inflater != null && !inflater.needsInput());
            default -> source().isReadable();
        };
    }

    /** Some servers pad behind the last member; what does not start like a member is not one. */
    private boolean startsMember() {
        return source().getUnsignedByte(source().readerIndex()) == GzipFraming.FIRST_BYTE;
    }

    private void readHeader() {
        carry.discardReadBytes();
        carry.writeBytes(input);
        int length = gzip ? GzipFraming.headerLength(carry) : carry.readableBytes() < 2 ? GzipFraming.INCOMPLETE : 0;
        headerStarved = length == GzipFraming.INCOMPLETE;
        if (headerStarved) {
            return;
        }
        carry.skipBytes(length);
        if (inflater == null) {
            inflater = new Inflater(gzip || !isZlib());
        } else {
            inflater.reset();
        }
        checksum.reset();
        phase = Phase.DATA;
    }

    private boolean isZlib() {
        int header = carry.getUnsignedShort(carry.readerIndex());
        return (header >> 8 & 0x0f) == 8 && header % 31 == 0;
    }

    /** A piece, empty when the input gave none. */
    private ByteBuf inflate(ByteBufAllocator allocator) {
        Inflater current = Objects.requireNonNull(inflater);
        if (current.needsInput()) {
            inflating = source();
            current.setInput(inflating.nioBuffer());
            inflating.skipBytes(inflating.readableBytes());
        }
        ByteBuf piece = allocator.buffer(PIECE, PIECE);
        try {
            piece.writerIndex(current.inflate(piece.internalNioBuffer(0, PIECE)));
            if (current.needsDictionary()) {
                throw new DataFormatException("needs a dictionary");
            }
        } catch (DataFormatException e) {
            piece.release();
            throw new BadUpstreamException("content_encoding");
        }
        checksum.update(piece.nioBuffer());
        if (current.finished()) {
            inflating.readerIndex(inflating.writerIndex() - current.getRemaining());
            phase = gzip ? Phase.TRAILER : Phase.END;
        }
        return piece;
    }

    private void readTrailer() {
        ByteBuf from = source();
        trailer.writeBytes(from, Math.min(from.readableBytes(), trailer.writableBytes()));
        if (trailer.isWritable()) {
            return;
        }
        if (trailer.readUnsignedIntLE() != checksum.getValue()) {
            throw new BadUpstreamException("content_encoding");
        }
        trailer.clear();
        phase = Phase.BETWEEN;
    }

    private void skipRest() {
        carry.clear();
        input.skipBytes(input.readableBytes());
    }
}
