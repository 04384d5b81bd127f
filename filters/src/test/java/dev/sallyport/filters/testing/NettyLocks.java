// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Netty's allocator waits, when several event loops find it crowded at once, for one of them to make room: a few
 * instructions, a few times in a process's life. Netty tells BlockHound of its other allocator's locks, not of this one.
 */
public final class NettyLocks implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside(
                "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines");
    }
}
