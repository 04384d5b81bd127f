// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.Connection;

/**
 * The HTTP codec of an upstream connection, strict about what belongs to which request. It stands in for Netty's client
 * codec, under which Reactor Netty takes a 1xx for the final answer and then gives the real one to the next borrower of
 * the pooled connection, who may be another tenant. Here interim responses are dropped, and whatever else does not pair
 * one response with one request closes the connection before it can be borrowed again.
 *
 * <p>A codec, and not a handler behind one, because only the decoder sees bytes that are left behind a response.
 */
final class ResponseGuard extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    /** A hostile upstream could otherwise keep us parsing for the whole head timeout. */
    private static final int MOST_INTERIM_RESPONSES = 50;

    /** As much as one read brings at most, so that a read becomes one buffer and not eight. */
    private static final int MAX_CHUNK = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(ResponseGuard.class);

    /** Of the exchange under way; null while the connection is idle. */
    private @Nullable HttpMethod method;

    private int interimResponses;

    /** The last content of an interim response is still to be dropped. */
    private boolean inInterim;

    private boolean closed;

    ResponseGuard(int maxInitialLine, int maxHeaderSize) {
        init(
                new Decoder(new HttpDecoderConfig()
                        .setMaxInitialLineLength(maxInitialLine)
                        .setMaxHeaderSize(maxHeaderSize)
                        .setMaxChunkSize(MAX_CHUNK)),
                new Encoder());
    }

    private void begin(HttpMethod requested) {
        method = requested;
        interimResponses = 0;
        inInterim = false;
    }

    /** Fails the waiting request, if there is one, and closes. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody is left to hear of a failed close
    private void refuse(ChannelHandlerContext ctx, String reason) {
        closed = true;
        log.debug("closing upstream connection {}: {}", ctx.channel(), reason);
        Connection.from(ctx.channel()).markPersistent(false);
        if (method != null) {
            method = null;
            ctx.fireExceptionCaught(new BadUpstreamException(reason));
        }
        ctx.close();
    }

    private final class Encoder extends HttpRequestEncoder {

        @Override
        protected void encode(ChannelHandlerContext ctx, Object msg, List<Object> out) throws Exception {
            if (msg instanceof HttpRequest request) {
                begin(request.method());
            }
            super.encode(ctx, msg, out);
        }
    }

    private final class Decoder extends HttpResponseDecoder {

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
            boolean unasked = method == null && msg instanceof ByteBuf bytes && bytes.isReadable();
            if (closed || unasked) {
                ReferenceCountUtil.release(msg);
                if (!closed) {
                    refuse(ctx, "unexpected_bytes");
                }
                return;
            }
            super.channelRead(ctx, msg);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
            if (closed) {
                buffer.skipBytes(buffer.readableBytes());
                return;
            }
            int next = out.size();
            super.decode(ctx, buffer, out);
            while (next < out.size()) {
                next += admit(ctx, buffer, out, next);
            }
        }

        /** What the end of the connection adds: the end of a body without a length, or a head cut short. */
        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
            int next = out.size();
            super.decodeLast(ctx, buffer, out);
            while (next < out.size()) {
                next += admit(ctx, buffer, out, next);
            }
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return HttpMethod.HEAD.equals(method) || super.isContentAlwaysEmpty(message);
        }

        /** Looks at one decoded object; answers 1 when it may go on, 0 when it was taken out. */
        private int admit(ChannelHandlerContext ctx, ByteBuf rest, List<Object> out, int index) {
            Object part = out.get(index);
            String fault = part instanceof HttpResponse head ? faultOf(head) : faultOf((HttpContent) part);
            if (fault != null) {
                out.subList(index, out.size()).forEach(ReferenceCountUtil::release);
                out.subList(index, out.size()).clear();
                rest.skipBytes(rest.readableBytes());
                refuse(ctx, fault);
                return 0;
            }
            if (isInterim(part)) {
                ReferenceCountUtil.release(out.remove(index));
                return 0;
            }
            if (part instanceof LastHttpContent) {
                complete(ctx, rest);
            }
            return 1;
        }

        private boolean isInterim(Object part) {
            if (part instanceof HttpResponse head && head.status().code() < 200) {
                inInterim = true;
                interimResponses++;
                return true;
            }
            boolean end = inInterim;
            inInterim = false;
            return end;
        }

        /** Runs before the pool hears of the end, so that a connection with bytes left over is not lent again. */
        private void complete(ChannelHandlerContext ctx, ByteBuf rest) {
            method = null;
            if (rest.isReadable()) {
                rest.skipBytes(rest.readableBytes());
                closed = true;
                log.debug("closing upstream connection {}: bytes behind the response", ctx.channel());
                Connection.from(ctx.channel()).markPersistent(false);
            }
        }

        private @Nullable String faultOf(HttpResponse head) {
            if (head.decoderResult().isFailure()) {
                return faultOf(head.decoderResult().cause());
            }
            int status = head.status().code();
            if (status < 100 || status > 599) {
                return "invalid_status";
            }
            if (status == 101) {
                return "unexpected_upgrade";
            }
            if (status < 200 && interimResponses >= MOST_INTERIM_RESPONSES) {
                return "too_many_interim_responses";
            }
            return hasUnknownTransferCoding(head) ? "transfer_encoding" : null;
        }

        private @Nullable String faultOf(HttpContent content) {
            return content.decoderResult().isFailure()
                    ? faultOf(content.decoderResult().cause())
                    : null;
        }

        private static String faultOf(Throwable cause) {
            return switch (cause) {
                case TooLongHttpHeaderException _, TooLongHttpLineException _ -> "head_too_large";
                case PrematureChannelClosureException _ -> "truncated";
                default -> "malformed";
            };
        }

        /** We never send {@code TE}, so anything but chunked would reach the caller as a body it cannot read. */
        private static boolean hasUnknownTransferCoding(HttpResponse head) {
            List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
            return !codings.isEmpty()
                    && (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()));
        }
    }
}
