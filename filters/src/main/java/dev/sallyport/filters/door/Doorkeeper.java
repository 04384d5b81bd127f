// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import dev.sallyport.filters.error.ErrorCode;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.StacklessClosedChannelException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/**
 * Stands between the codec and Reactor Netty: answers what is refused, keeps the deadlines, and sees each answer out
 * before the next request comes in.
 */
final class Doorkeeper extends ChannelDuplexHandler implements ChannelFutureListener {

    private static final Refusal SLOW_HEAD =
            new Refusal(ErrorCode.REQUEST_TIMEOUT, "request headers: not complete in time");
    private static final Refusal SLOW_BODY =
            new Refusal(ErrorCode.REQUEST_TIMEOUT, "request body: slower than the lowest rate accepted");

    private final DoorSettings settings;
    private final Visit visit;
    private final DoorCodec codec;
    private final Deadlines deadlines;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timer;
    private long lastLook;

    private boolean answering;
    private boolean closeAfterAnswer;
    private boolean closing;

    Doorkeeper(DoorSettings settings, Visit visit, DoorCodec codec) {
        this.settings = settings;
        this.visit = visit;
        this.codec = codec;
        this.deadlines = new Deadlines(settings, visit);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lastLook = ctx.executor().ticker().nanoTime();
        long interval = Deadlines.interval(settings).toNanos();
        timer = ctx.executor().scheduleWithFixedDelay(() -> look(ctx), interval, interval, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void look(ChannelHandlerContext ctx) {
        long now = ctx.executor().ticker().nanoTime();
        long passed = now - lastLook;
        lastLook = now;
        Deadlines.Expired expired = deadlines.look(ctx.channel(), passed);
        if (closing && expired != Deadlines.Expired.WRITE) {
            return;
        }
        switch (expired) {
            case null -> {}
            case HEAD -> refuse(ctx, SLOW_HEAD);
            case BODY -> refuse(ctx, SLOW_BODY);
            case IDLE, DRAIN, WRITE -> {
                var _ = ctx.close();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Refusal refusal) {
            refuse(ctx, refusal);
        } else if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /**
     * A caller that resets its connection has left, as one that closes it. Reactor Netty would report it as an error of ours
     * while nobody reads the request's body.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            var _ = ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        visit.refused = true;
        if (closing) {
            return;
        }
        if (answering || (visit.inBody && !visit.busy)) {
            // An answer is on its way or was sent: cutting it off is the only thing left to say.
            var _ = ctx.close();
            return;
        }
        // The call in flight, if any, ends with the connection: Reactor Netty takes nothing else for a caller that
        // left.
        closing = true;
        ctx.writeAndFlush(Answer.of(refusal)).addListener(sent -> Linger.thenClose(ctx, settings.lingerTimeout()));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (closing) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(StacklessClosedChannelException.newInstance(Doorkeeper.class, "write"));
            return;
        }
        boolean last = message instanceof LastHttpContent;
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                last = false;
            } else {
                startAnswer(response);
            }
        }
        var _ = ctx.write(message, last ? promise.unvoid().addListener(this) : promise);
    }

    /** HTTP/1.0 knows no chunks: there the end of the connection is the end of the body. */
    private void startAnswer(HttpResponse response) {
        answering = true;
        if (visit.http10 && HttpUtil.isTransferEncodingChunked(response)) {
            response.headers()
                    .remove(HttpHeaderNames.TRANSFER_ENCODING)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            closeAfterAnswer = true;
        }
    }

    /** The last byte of an answer has left. */
    @Override
    public void operationComplete(ChannelFuture future) {
        ChannelHandlerContext ctx = context;
        if (!future.isSuccess() || ctx == null) {
            return;
        }
        answering = false;
        ChannelOperations<?, ?> exchange = ChannelOperations.get(ctx.channel());
        if (exchange == null) {
            letNext(ctx);
        } else {
            // Reactor Netty may learn of this write later than the caller does, when another thread made it. A request
            // let
            // in before would go to its own queue of pipelined ones, from which a quick answer never asks to read
            // again.
            var _ = exchange.onTerminate().subscribe(null, gone -> letNext(ctx), () -> letNext(ctx));
        }
    }

    private void letNext(ChannelHandlerContext ctx) {
        visit.busy = false;
        if (closeAfterAnswer) {
            close(ctx, ctx.newPromise());
        } else if (visit.holding) {
            // Not now: whoever else listens to this write has to finish the old request first.
            ctx.executor().execute(this::resume);
        }
    }

    private void resume() {
        try {
            codec.resume();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!visit.busy && (visit.inBody || visit.holding) && !closing) {
            closing = true;
            visit.refused = true;
            resume();
            Linger.thenClose(ctx, settings.lingerTimeout());
        } else if (!closing || !ctx.channel().isActive()) {
            var _ = ctx.close(promise);
            return;
        }
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    }
}
