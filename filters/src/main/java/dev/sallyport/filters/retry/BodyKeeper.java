// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import dev.sallyport.filters.call.ProxyCall;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/**
 * Keeps request bodies that may have to be sent again. A small one whose length is known is read before the first attempt, so
 * that an upstream that refuses it half way leaves nothing behind; one without a length is copied while it streams, because waiting
 * for its end would hold up a caller that writes slowly on purpose.
 */
final class BodyKeeper {

    private static final int LONGEST_NUMBER = 9;

    private final ReplayMemory memory;
    private final int most;

    BodyKeeper(ReplayMemory memory, DataSize most) {
        this.memory = memory;
        this.most = Math.toIntExact(most.toBytes());
    }

    /** Completes when the first attempt may begin. */
    Mono<Void> keep(ProxyCall call) {
        if (call.callerHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            call.body().keepIn(newBody());
            return Mono.empty();
        }
        int length = declaredLength(call);
        return length == 0 ? Mono.empty() : keep(call, length);
    }

    private Mono<Void> keep(ProxyCall call, int length) {
        ReplayBody body = newBody();
        call.body().keepIn(body);
        return body.tryReserve(length)
                ? call.request()
                        .receive()
                        .doOnNext(body::record)
                        .doOnComplete(body::ended)
                        .then()
                : Mono.empty();
    }

    /** Why the call cannot be sent again; null when it can. */
    static @Nullable String obstacle(ProxyCall call) {
        ReplayBody kept = call.body().replay();
        boolean needsNone = !call.body().isTaken() || call.body().held() != null;
        return kept == null || needsNone ? null : kept.obstacle();
    }

    /** Gives the memory back, on every end of the call's attempts. */
    static void release(ProxyCall call) {
        ReplayBody kept = call.body().replay();
        if (kept != null) {
            kept.release();
        }
    }

    private ReplayBody newBody() {
        return new ReplayBody(memory, most, ByteBufAllocator.DEFAULT);
    }

    /** The door lets only digits through. */
    private static int declaredLength(ProxyCall call) {
        String length = call.callerHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        return length.length() > LONGEST_NUMBER ? Integer.MAX_VALUE : Integer.parseInt(length);
    }
}
