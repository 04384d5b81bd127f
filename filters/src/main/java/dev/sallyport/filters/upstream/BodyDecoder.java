// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one content coding, pulled a piece at a time so that little input cannot become much memory. Not thread-safe
 * but
 * for {@link #close()}, which may come from a caller that leaves.
 */
interface BodyDecoder {

    /** Largest piece that comes out. */
    int PIECE = 16 * 1024;

    /** Gives it input, which it reads until {@link #next} answers null; the giver still owns the buffer. */
    void feed(ByteBuf input);

    /**
     * The next decoded piece; null when it needs more input. The taker owns it.
     *
     * @throws BadUpstreamException when the input is no such coding
     */
    @Nullable
    ByteBuf next(ByteBufAllocator allocator);

    /** Whether the coding ended where the input did. */
    boolean complete();

    /** Idempotent. */
    void close();
}
