// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.call.ConnectionPlan;
import dev.sallyport.filters.call.ProxyTarget;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.telemetry.CallEnd;
import dev.sallyport.filters.upstream.AnswerExcerpt;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a call that is over, secrets and all, until a record is made of it. Nobody changes any of it any more, and
 * none of it belongs to a connection or a pool.
 *
 * @param requestHeaders the caller's
 * @param responseHeaders the upstream's last answer's
 * @param firstPlan what the first attempt was made by; null when no connection was found
 * @param plan the same of the last one, whose credential may be a newer one
 * @param host that the call was bound to; empty where it may not be shown, or there was none yet
 * @param failure null when the upstream answered, and when the failure is none that the caller is told of
 * @param lastStep from which the others are found
 */
record EndedCall(
        Times times,
        ApiKey caller,
        String method,
        ProxyTarget target,
        HttpHeaders requestHeaders,
        HttpHeaders responseHeaders,
        @Nullable ConnectionPlan firstPlan,
        @Nullable ConnectionPlan plan,
        String host,
        CallEnd end,
        @Nullable GatewayException failure,
        @Nullable AnswerExcerpt excerpt,
        String traceId,
        @Nullable ObservedStep lastStep) {

    /**
     * When what was reached. Those that end in "At" are of the wall clock, others of the monotonic one.
     *
     * @param headAt when the head of the request had come
     * @param begunAt when the key was known
     * @param begun the same
     * @param resolved when the connection was found; 0 when it was not
     */
    record Times(ZonedDateTime headAt, Instant begunAt, long begun, long resolved, long ended) {

        Instant startedAt() {
            return headAt.toInstant();
        }

        /** Of two readings of a clock that may be set in between, so never less than nothing. */
        Duration door(Instant startedAt) {
            Duration door = Duration.between(startedAt, begunAt);
            return door.isNegative() ? Duration.ZERO : door;
        }

        @Nullable
        Duration store() {
            return resolved == 0 ? null : Duration.ofNanos(resolved - begun);
        }

        StepTime ofSteps(Duration door) {
            return new StepTime(begun - door.toNanos(), ended);
        }
    }

    /** Without any of it. */
    @Override
    public String toString() {
        return "EndedCall[" + traceId + "]";
    }
}
