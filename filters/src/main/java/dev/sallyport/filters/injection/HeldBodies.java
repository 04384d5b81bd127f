// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.retry.ReplayBody;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** Reads a whole request body into memory, where a provider injects into it or signs it; bounded. */
public final class HeldBodies {

    private final long maxBytes;

    public HeldBodies(DataSize max) {
        this.maxBytes = max.toBytes();
    }

    /** The body, read once per call and kept for its further attempts; fails with {@code body_too_large}. */
    Mono<byte[]> hold(ProxyCall call) {
        byte[] known = call.body().held();
        if (known != null) {
            return Mono.just(known);
        }
        ReplayBody kept = call.body().replay();
        if (kept != null && kept.isWhole()) {
            return Mono.fromSupplier(kept::copy).doOnNext(call.body()::hold);
        }
        call.body().take();
        long declared = declaredLength(call.request().requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH));
        if (declared > maxBytes) {
            return Mono.error(tooLarge());
        }
        return call.request()
                .receive()
                .reduceWith(ByteArrayOutputStream::new, this::append)
                .map(ByteArrayOutputStream::toByteArray)
                .doOnNext(call.body()::hold);
    }

    /** The door lets only digits through; more of them than a long has are too many in any case. */
    private static long declaredLength(@Nullable String header) {
        if (header == null) {
            return 0;
        }
        return header.length() > 18 ? Long.MAX_VALUE : Long.parseLong(header);
    }

    private ByteArrayOutputStream append(ByteArrayOutputStream held, ByteBuf part) {
        if (held.size() + (long) part.readableBytes() > maxBytes) {
            throw tooLarge();
        }
        byte[] bytes = new byte[part.readableBytes()];
        part.getBytes(part.readerIndex(), bytes);
        held.writeBytes(bytes);
        return held;
    }

    private GatewayException tooLarge() {
        return new GatewayException(
                ErrorCode.BODY_TOO_LARGE,
                "request body: too large (expected: at most " + maxBytes
                        + " bytes, because this provider's calls have parameters in the body or sign it)");
    }
}
