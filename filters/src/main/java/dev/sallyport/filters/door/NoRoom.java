// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.StacklessClosedChannelException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/** Takes the doorkeeper's place on a connection too many: 503 at once, whatever was going to be asked. */
@Sharable
final class NoRoom extends ChannelDuplexHandler {

    private final Duration linger;

    NoRoom(Duration linger) {
        this.linger = linger;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        GatewayException overloaded =
                new GatewayException(ErrorCode.OVERLOADED, "connections: all in use").retryAfter(Duration.ofSeconds(1));
        ctx.writeAndFlush(Answer.of(overloaded)).addListener(sent -> Linger.thenClose(ctx, linger));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(StacklessClosedChannelException.newInstance(NoRoom.class, "write"));
    }
}
