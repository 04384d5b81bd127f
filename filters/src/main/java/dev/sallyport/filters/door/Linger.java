// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which the caller may still be sending. Closed at once, the kernel would answer its next packet
 * with a reset, and a reset can erase our last answer before the caller has read it. So: say that no more will come, let
 * the handlers drop what still arrives, and close when the caller does or the time is up.
 */
final class Linger {

    private Linger() {}

    static void thenClose(ChannelHandlerContext ctx, Duration atMost) {
        Channel channel = ctx.channel();
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
            var _ = duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
        Future<?> timer = ctx.executor().schedule(() -> closeNow(ctx), atMost.toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }

    private static void closeNow(ChannelHandlerContext ctx) {
        var _ = ctx.close();
    }
}
