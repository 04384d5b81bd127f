// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, which stays the one authority on framing, with two questions before each head: is the last request
 * answered, and is the head beyond doubt? One request at a time keeps answers in order and bounds what a pipelining
 * caller can make us hold. A refused request comes out as a {@link Refusal} and ends the parsing.
 */
final class RequestDecoder extends HttpRequestDecoder {

    /** Pipelined bytes beyond which the socket is no longer read; one read may overshoot it. */
    private static final int MAX_HELD = 16 * 1024;

    private final Visit visit;
    private final HeadScanner scanner;
    private boolean throttled;

    RequestDecoder(DoorSettings settings, Visit visit) {
        super(limits(settings));
        this.visit = visit;
        this.scanner = new HeadScanner(settings);
    }

    /** Above those of the scanner, which answers first; they remain for chunk sizes and trailers. */
    private static HttpDecoderConfig limits(DoorSettings settings) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength((int) settings.maxRequestLine().toBytes())
                .setMaxHeaderSize((int) settings.maxHeaderSize().toBytes())
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf input, List<Object> out) throws Exception {
        if (visit.refused) {
            input.skipBytes(input.readableBytes());
        } else if (visit.inBody) {
            decodeBody(ctx, input, out);
        } else if (visit.busy) {
            hold(ctx, input);
        } else {
            decodeHead(ctx, input, out);
        }
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf input) {
        visit.holding = true;
        if (input.readableBytes() > MAX_HELD) {
            throttled = true;
            ctx.channel().config().setAutoRead(false);
        }
    }

    private void decodeHead(ChannelHandlerContext ctx, ByteBuf input, List<Object> out) throws Exception {
        HeadScanner.Progress progress = scanner.scan(input);
        visit.inHead = progress == HeadScanner.Progress.PARTIAL;
        if (progress == HeadScanner.Progress.REFUSED) {
            refuse(scanner.refusal(), input, out);
        } else if (progress == HeadScanner.Progress.COMPLETE) {
            int from = out.size();
            super.decode(ctx, input, out);
            admit(input, out, from);
            scanner.reset();
        }
    }

    private void admit(ByteBuf input, List<Object> out, int from) {
        HttpRequest request = (HttpRequest) out.get(from);
        visit.headMethod = HttpMethod.HEAD.equals(request.method());
        Refusal refusal = RequestRules.admit(request, scanner.headers());
        if (refusal != null) {
            discard(out, from);
            refuse(refusal, input, out);
            return;
        }
        visit.requests++;
        visit.busy = true;
        visit.inBody = !(out.getLast() instanceof LastHttpContent);
        visit.http10 = HttpVersion.HTTP_1_0.equals(request.protocolVersion());
    }

    private void decodeBody(ChannelHandlerContext ctx, ByteBuf input, List<Object> out) throws Exception {
        int from = out.size();
        super.decode(ctx, input, out);
        Throwable failure = null;
        for (int i = from; i < out.size(); i++) {
            HttpContent content = (HttpContent) out.get(i);
            visit.bodyBytes += content.content().readableBytes();
            failure = content.decoderResult().cause();
            visit.inBody = !(content instanceof LastHttpContent);
        }
        if (failure != null) {
            visit.inBody = true;
            discard(out, from);
            refuse(RequestRules.malformedBody(failure), input, out);
        }
    }

    private void refuse(Refusal refusal, ByteBuf input, List<Object> out) {
        visit.refused = true;
        visit.inHead = false;
        input.skipBytes(input.readableBytes());
        out.add(refusal);
    }

    private static void discard(List<Object> out, int from) {
        while (out.size() > from) {
            ReferenceCountUtil.release(out.removeLast());
        }
    }

    boolean isThrottled() {
        return throttled;
    }

    /** Goes on with what was held back while a request was being answered. */
    void resume(@Nullable ChannelHandlerContext ctx) throws Exception {
        if (ctx == null || ctx.isRemoved()) {
            return;
        }
        visit.holding = false;
        if (throttled) {
            throttled = false;
            ctx.channel().config().setAutoRead(true);
        }
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        channelReadComplete(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (throttled) {
            // The decoder would ask for more, having produced nothing of what it holds.
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }
}
