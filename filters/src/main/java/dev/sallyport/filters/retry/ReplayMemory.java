// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/** Bounds the memory of all request bodies that are kept for retries. */
public final class ReplayMemory {

    private final long most;
    private final AtomicLong used = new AtomicLong();

    public ReplayMemory(DataSize most) {
        this.most = most.toBytes();
    }

    /** Bytes in use now. */
    public long used() {
        return used.get();
    }

    boolean tryReserve(int bytes) {
        if (used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void release(int bytes) {
        used.addAndGet(-bytes);
    }
}
