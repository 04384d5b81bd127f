// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import reactor.core.publisher.Mono;

/** A wait of a call, of which telemetry is told that it was and how it ended, before the call goes on. */
public final class CallWait {

    private final ProxyCall call;
    private final CallTelemetry.Wait wait;
    private boolean over;

    private CallWait(ProxyCall call, WaitKind kind) {
        this.call = call;
        this.wait = call.telemetry().waitStarted(kind);
    }

    /** Begins now and ends with {@code awaited}, for one subscriber. */
    public static <T> Mono<T> tell(ProxyCall call, WaitKind kind, Mono<T> awaited) {
        return tell(call, kind, awaited, "", "");
    }

    /**
     * The same, with a word for each way that it can go well.
     *
     * @param found the result when there is a value
     * @param nothing the result when there is none
     */
    public static <T> Mono<T> tell(ProxyCall call, WaitKind kind, Mono<T> awaited, String found, String nothing) {
        CallWait told = new CallWait(call, kind);
        return awaited.doOnSuccess(value -> told.end(value == null ? nothing : found))
                .doOnError(error -> told.end(ErrorCode.of(error).wireName()))
                .doOnCancel(told::abandon);
    }

    private void abandon() {
        end(call.time().isOver() ? "deadline" : "left");
    }

    /** A cancel may come on the heels of an end. */
    private void end(String result) {
        if (!over) {
            over = true;
            wait.ended(result);
        }
    }
}
