// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code br} (RFC 7932) with Google's native decoder. Not by Netty's handler, which hands on all that a chunk
 * decodes
 * to at once: a kilobyte of Brotli can be a gigabyte.
 */
final class BrotliBodyDecoder implements BodyDecoder {

    private static final int INPUT = 8 * 1024;

    private final DecoderJNI.Wrapper decoder;
    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private boolean started;
    private boolean closed;

    BrotliBodyDecoder() {
        try {
            decoder = new DecoderJNI.Wrapper(INPUT);
        } catch (IOException e) {
            throw new IllegalStateException("Brotli decoder is not available", e);
        }
    }

    /** Whether the native library was found for this platform. */
    static boolean isAvailable() {
        return Brotli4jLoader.isAvailable();
    }

    @Override
    public synchronized void feed(ByteBuf chunk) {
        input = chunk;
        started |= chunk.isReadable();
    }

    @Override
    public synchronized @Nullable ByteBuf next(ByteBufAllocator allocator) {
        while (!closed) {
            if (decoder.hasOutput()) {
                return allocator.buffer(PIECE).writeBytes(decoder.pull(PIECE));
            }
            switch (decoder.getStatus()) {
                case OK, NEEDS_MORE_OUTPUT -> decoder.push(0);
                case NEEDS_MORE_INPUT -> {
                    if (!input.isReadable()) {
                        return null;
                    }
                    push();
                }
                case DONE -> {
                    input.skipBytes(input.readableBytes());
                    return null;
                }
                case ERROR -> throw new BadUpstreamException("content_encoding");
            }
        }
        return null;
    }

    @Override
    public synchronized boolean complete() {
        return !started || (!closed && decoder.getStatus() == DecoderJNI.Status.DONE);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            decoder.destroy();
        }
    }

    private void push() {
        ByteBuffer room = decoder.getInputBuffer().clear();
        int count = Math.min(input.readableBytes(), room.remaining());
        input.readBytes(room.limit(count));
        decoder.push(count);
    }
}
