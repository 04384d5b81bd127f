// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.telemetry.CallEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Once the chain below has an answer to keep, writes it to the caller as it comes. Above everything that repeats, so only
 * the answer of the last attempt is ever written, and nothing repeats after its first byte.
 *
 * <p>Writes to Reactor Netty's own response: Spring's would hold the head back until the first byte of the body, and the
 * caller of an event stream would wait for nothing.
 */
public final class RelayResponse extends AbstractGatewayFilterFactory<Object> {

    private final int excerpt;

    /**
     * @param excerpt how much of a failed answer's body is kept for the record; none for 0
     */
    public RelayResponse(DataSize excerpt) {
        super(Object.class);
        this.excerpt = Math.toIntExact(excerpt.toBytes());
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            ProxyCall call = ProxyCall.of(exchange);
            return chain.filter(exchange)
                    .then(Mono.defer(() -> relay(call)))
                    .doFinally(signal -> discardUnlessRelayed(call, signal));
        };
    }

    private Mono<Void> relay(ProxyCall call) {
        UpstreamResponse answer = Objects.requireNonNull(call.upstreamResponse(), "the chain ended without an answer");
        ContentDecoding decoding = decoding(call, answer);
        call.relaying();
        writeHead(call, answer, decoding != null);
        if (!mayHaveBody(call, answer)) {
            return answer.body().then();
        }
        call.excerptOf(AnswerExcerpt.of(answer, decoding != null, excerpt));
        Flux<ByteBuf> owned = answer.body().map(ByteBuf::retain);
        Flux<ByteBuf> body = (decoding == null ? owned : decoding.decode(owned)).doOnNext(part -> count(call, part));
        return call.response().send(body).then().onErrorResume(error -> abort(call, answer));
    }

    private static void writeHead(ProxyCall call, UpstreamResponse answer, boolean decode) {
        HttpServerResponse response = call.response().status(answer.status());
        HttpHeaders headers = response.responseHeaders();
        boolean setCookie = call.plan().integration().gateway().forwardSetCookie();
        ResponseHeaders.copy(answer.headers(), headers, setCookie);
        headers.set(AnswerHeaders.SOURCE, AnswerHeaders.FROM_UPSTREAM);
        if (decode) {
            headers.remove(HttpHeaderNames.CONTENT_ENCODING).remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        // HEAD too: an answer without any length would cost the caller its connection.
        boolean chunked = !isEmptyByStatus(answer)
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && call.request().version().equals(HttpVersion.HTTP_1_1);
        response.chunkedTransfer(chunked);
        if (chunked && mayHaveBody(call, answer)) {
            Trailers.relay(answer, response);
        }
    }

    private static boolean mayHaveBody(ProxyCall call, UpstreamResponse answer) {
        return !call.request().method().equals(HttpMethod.HEAD) && !isEmptyByStatus(answer);
    }

    private static boolean isEmptyByStatus(UpstreamResponse answer) {
        return answer.status() == 204 || answer.status() == 304;
    }

    private static @Nullable ContentDecoding decoding(ProxyCall call, UpstreamResponse answer) {
        Boolean asked = call.options().decompress();
        boolean wanted = asked == null ? call.plan().rules().decompress() : asked;
        if (!wanted || !mayHaveBody(call, answer)) {
            return null;
        }
        String encoding = answer.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        return ContentDecoding.of(encoding, call.response().alloc());
    }

    private static void count(ProxyCall call, ByteBuf part) {
        call.countResponseBytes(part.readableBytes());
        AnswerExcerpt excerpt = call.excerpt();
        if (excerpt != null) {
            excerpt.copy(part);
        }
    }

    /**
     * The answer broke off after its head was written: the caller must not take it for complete. Without framing
     * (HTTP/1.0) only a reset tells; otherwise closing does and loses nothing already sent.
     */
    private static Mono<Void> abort(ProxyCall call, UpstreamResponse answer) {
        answer.discard();
        call.broken(CallEnd.Outcome.TRUNCATED);
        call.response().withConnection(connection -> {
            if (!call.request().version().equals(HttpVersion.HTTP_1_1)) {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            connection.dispose();
        });
        return Mono.empty();
    }

    private static void discardUnlessRelayed(ProxyCall call, SignalType signal) {
        UpstreamResponse answer = call.upstreamResponse();
        if (answer != null && signal != SignalType.ON_COMPLETE) {
            answer.discard();
        }
    }
}
