// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.injection;

import dev.sallyport.filters.call.ProxyCall;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
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
        byte[] known = call.heldBody();
        if (known != null) {
            return Mono.just(known);
        }
        long declared = call.request().requestHeaders().getInt("content-length", 0);
        if (declared > maxBytes) {
            return Mono.error(tooLarge());
        }
        return call.request()
                .receive()
                .reduceWith(ByteArrayOutputStream::new, this::append)
                .map(ByteArrayOutputStream::toByteArray)
                .doOnNext(call::hold);
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
                        + " bytes, because this provider's parameters are put into the body)");
    }
}
