// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.telemetry.CallTelemetry;
import dev.sallyport.filters.telemetry.WaitKind;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** A wait of a call, of which telemetry is told that it was and how it ended. */
public final class CallWait {

    private final ProxyCall call;
    private final CallTelemetry.Wait wait;
    private String result = "";

    private CallWait(ProxyCall call, WaitKind kind) {
        this.call = call;
        this.wait = call.telemetry().waitStarted(kind);
    }

    /** Begins now and ends with {@code awaited}, for one subscriber. */
    public static <T> Mono<T> tell(ProxyCall call, WaitKind kind, Mono<T> awaited) {
        CallWait told = new CallWait(call, kind);
        return awaited.doOnError(told::failed).doFinally(told::end);
    }

    /**
     * The same, with a word for each way that it can go well.
     *
     * @param found the result when there is a value
     * @param nothing the result when there is none
     */
    public static <T> Mono<T> tell(ProxyCall call, WaitKind kind, Mono<T> awaited, String found, String nothing) {
        CallWait told = new CallWait(call, kind);
        return awaited.doOnSuccess(value -> told.result = value == null ? nothing : found)
                .doOnError(told::failed)
                .doFinally(told::end);
    }

    private void failed(Throwable error) {
        result = ErrorCode.of(error).wireName();
    }

    private void end(SignalType signal) {
        wait.ended(signal == SignalType.CANCEL ? abandoned() : result);
    }

    private String abandoned() {
        return call.time().isOver() ? "deadline" : "left";
    }
}
