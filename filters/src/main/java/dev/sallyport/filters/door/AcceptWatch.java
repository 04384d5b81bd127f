// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a server can accept no connections, as when the process has no file descriptors left, and when it can again.
 * Reactor Netty pauses for a second after each failure, but keeps them to itself.
 */
final class AcceptWatch extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(AcceptWatch.class);

    /** At the limit each connection that closes lets one more in: only a while without failures is an end of it. */
    static final Duration CALM = Duration.ofSeconds(5);

    private boolean failing;
    private long failedAt;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failedAt = ctx.executor().ticker().nanoTime();
        if (!failing) {
            failing = true;
            log.warn("connections are not accepted for now: {}", cause.getMessage());
        }
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (failing && ctx.executor().ticker().nanoTime() - failedAt >= CALM.toNanos()) {
            failing = false;
            log.info("connections are accepted again");
        }
        ctx.fireChannelRead(accepted);
    }
}
