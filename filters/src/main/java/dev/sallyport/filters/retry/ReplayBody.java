// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A copy of one request's body, made while it is read for the first time, from which it is sent again. Copied rather than
 * retained: a few bytes would keep a whole buffer of the socket. Locked, because the body is read on one event loop and sent, or given up,
 * on another.
 */
public final class ReplayBody {

    private final ReplayMemory memory;
    private final int most;
    private ByteBuf bytes;
    private int reserved;
    private @Nullable String obstacle = "body_not_replayable"; // until it ended
    private boolean recording = true;

    /**
     * @param most bytes up to which a body is kept
     */
    ReplayBody(ReplayMemory memory, int most, ByteBufAllocator allocator) {
        this.memory = memory;
        this.most = most;
        this.bytes = allocator.buffer();
    }

    /** Makes room for a body of known length, so that it cannot fail for lack of room later. */
    synchronized boolean tryReserve(int length) {
        if (length > most || !memory.tryReserve(length)) {
            giveUp(length > most ? "body_too_large_to_replay" : "replay_memory_full");
            return false;
        }
        reserved += length;
        return true;
    }

    /** Copies a part; its owner stays the caller. */
    public synchronized void record(ByteBuf part) {
        int missing = bytes.readableBytes() + part.readableBytes() - reserved;
        if (!recording || (missing > 0 && !grow(missing))) {
            return;
        }
        bytes.writeBytes(part, part.readerIndex(), part.readableBytes());
    }

    /** All of it was read. */
    public synchronized void ended() {
        if (recording) {
            recording = false;
            obstacle = null;
        }
    }

    /** Why it cannot be sent again; null when it can. */
    synchronized @Nullable String obstacle() {
        return obstacle;
    }

    /** Whether it was read to its end and kept. */
    public synchronized boolean isWhole() {
        return obstacle == null;
    }

    /** Bytes of it, once whole. */
    public synchronized int length() {
        return bytes.readableBytes();
    }

    /** The body in memory of its own. */
    public synchronized byte[] copy() {
        return ByteBufUtil.getBytes(bytes);
    }

    /** The body once more, for one send. */
    public Flux<ByteBuf> content() {
        return Mono.fromSupplier(this::share).flux();
    }

    /** Gives the memory back; a send in progress keeps what it needs. */
    synchronized void release() {
        giveUp("body_not_replayable");
    }

    private synchronized @Nullable ByteBuf share() {
        return obstacle == null ? bytes.retainedDuplicate() : null;
    }

    private boolean grow(int missing) {
        if (bytes.readableBytes() + missing > most) {
            giveUp("body_too_large_to_replay");
            return false;
        }
        return tryReserve(missing);
    }

    /** At once: the rest of a long upload must not hold memory that is no longer counted. */
    private void giveUp(String why) {
        recording = false;
        obstacle = why;
        memory.release(reserved);
        reserved = 0;
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
    }
}
