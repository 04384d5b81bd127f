// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.upstream.UpstreamTimeoutException.Phase;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends an exchange whose upstream is too slow. The head has one deadline from the moment the request is out, which
 * neither
 * dripped bytes nor interim responses move; while a request is still being uploaded only an upstream that takes nothing
 * is cut. In the body every pause counts by itself, and only while somebody reads.
 *
 * <p>One timer per connection, moved lazily: an exchange in time costs field writes, no scheduling.
 */
final class ExchangeDeadlines extends ChannelDuplexHandler {

    private static final long NEVER = Long.MAX_VALUE;

    private final long headNanos;
    private final long bodyNanos;
    private final ChannelFutureListener onWritten =
            future -> written(future.channel().eventLoop().ticker().nanoTime());

    private @Nullable ChannelHandlerContext context;
    private @Nullable Phase phase;
    private boolean requestQueued;
    private int pendingWrites;
    private boolean readWanted;

    /** When the present wait began: for the head the last progress of the upload, for the body the read. */
    private long waitingSince;

    private @Nullable Future<?> timer;
    private long timerAt;

    ExchangeDeadlines(Duration head, Duration bodyIdle) {
        this.headNanos = head.toNanos();
        this.bodyNanos = bodyIdle.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise belongs to the writer
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpRequest) {
            phase = Phase.HEAD;
            requestQueued = false;
            pendingWrites = 0;
        }
        requestQueued |= msg instanceof LastHttpContent;
        if (pendingWrites++ == 0 && phase == Phase.HEAD) {
            waitFrom(now(ctx));
        }
        ctx.write(msg, promise.unvoid().addListener(onWritten));
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (phase == Phase.BODY && !readWanted) {
            readWanted = true;
            waitFrom(now(ctx));
        }
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        readWanted = false;
        if (msg instanceof HttpResponse) {
            phase = Phase.BODY;
        }
        if (msg instanceof LastHttpContent) {
            // Before it goes on: the pool may lend the connection, and the next request be written, within the call.
            phase = null;
        }
        ctx.fireChannelRead(msg);
    }

    private void written(long now) {
        pendingWrites--;
        if (phase == Phase.HEAD) {
            waitFrom(now);
        }
    }

    private void waitFrom(long now) {
        waitingSince = now;
        arm(now);
    }

    /** When to give up as things stand; {@link #NEVER} while the upstream owes nothing. */
    private long deadline() {
        if (phase == Phase.HEAD && (requestQueued || pendingWrites > 0)) {
            return waitingSince + headNanos;
        }
        return phase == Phase.BODY && readWanted ? waitingSince + bodyNanos : NEVER;
    }

    private void arm(long now) {
        long deadline = deadline();
        if (context == null || deadline == NEVER || (timer != null && timerAt - deadline <= 0)) {
            return;
        }
        stop();
        timerAt = deadline;
        timer = context.executor().schedule(this::expire, deadline - now, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to hear of a failed close
    private void expire() {
        timer = null;
        ChannelHandlerContext ctx = context;
        Phase late = phase;
        if (ctx == null || late == null) {
            return;
        }
        long now = now(ctx);
        long deadline = deadline();
        if (deadline == NEVER || deadline - now > 0) {
            arm(now);
            return;
        }
        phase = null;
        ctx.fireExceptionCaught(new UpstreamTimeoutException(late));
        ctx.close();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }
}
