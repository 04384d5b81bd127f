// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Tells the schedule when a connection's answer is complete. */
final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    private final Schedule schedule;

    Answers(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            schedule.fail(part.decoderResult().cause());
        } else if (part instanceof HttpResponse head && head.status().codeClass() != HttpStatusClass.SUCCESS) {
            schedule.fail(new IllegalStateException("status: " + head.status() + " (expected: 2xx)"));
        } else if (part instanceof LastHttpContent) {
            schedule.answered(context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        schedule.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        schedule.fail(cause);
    }
}
