// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import org.jspecify.annotations.Nullable;

/** Takes the place of Netty's server codec: the same two halves, with the door's rules in the decoding one. */
final class DoorCodec extends CombinedChannelDuplexHandler<RequestDecoder, ResponseEncoder> {

    private @Nullable ChannelHandlerContext context;

    DoorCodec(DoorSettings settings, Visit visit) {
        super(new RequestDecoder(settings, visit), new ResponseEncoder(visit));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void read(ChannelHandlerContext ctx) throws Exception {
        if (!inboundHandler().isThrottled()) {
            super.read(ctx);
        }
    }

    void resume() throws Exception {
        inboundHandler().resume(context);
    }
}
