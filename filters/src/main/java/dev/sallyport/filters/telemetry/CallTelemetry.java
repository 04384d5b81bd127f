// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.telemetry;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a proxied call reports as it goes. Adapters turn it into spans, meters and activity records. Nothing here blocks or
 * throws; a failing adapter drops and counts.
 */
public interface CallTelemetry {

    /** Reports nothing and gives no trace id. */
    CallTelemetry NOOP = (start, callerHeaders) -> Call.NOOP;

    /**
     * A call was authenticated and begins.
     *
     * @param callerHeaders looks up a request header of the caller by lower-case name, for the W3C trace context;
     *     answers null when absent
     */
    Call started(CallStart start, UnaryOperator<@Nullable String> callerHeaders);

    /** One call in progress. Used by one thread at a time. */
    interface Call {

        /** Ignores everything. */
        Call NOOP = new Call() {
            @Override
            public String traceId() {
                return "";
            }

            @Override
            public String traceParent() {
                return "";
            }

            @Override
            public void resolved(String integration, String provider) {}

            @Override
            public Attempt attemptStarted(AttemptStart start) {
                return Attempt.NOOP;
            }

            @Override
            public Wait waitStarted(WaitKind kind) {
                return Wait.NOOP;
            }

            @Override
            public void retryDecided(String reason, boolean again) {}

            @Override
            public void ended(CallEnd end) {}
        };

        /** W3C trace id, 32 hex digits; empty when nothing traces. */
        String traceId();

        /** The call's own span as W3C's header {@code traceparent} tells it; empty when nothing traces. */
        String traceParent();

        /** Integration and connection were found. Called at most once, before any wait or attempt. */
        void resolved(String integration, String provider);

        /** A request is about to be sent to the upstream. */
        Attempt attemptStarted(AttemptStart start);

        /** The call begins to wait, no attempt being in progress. */
        Wait waitStarted(WaitKind kind);

        /**
         * An attempt did not succeed and it was decided whether another follows.
         *
         * @param reason as {@code Sallyport-Retry-Reason} has it; one of few words, never a value
         */
        void retryDecided(String reason, boolean again);

        /** The call is over, however it ended. Called once. */
        void ended(CallEnd end);
    }

    /** One send to the upstream in progress. */
    interface Attempt {

        /** Ignores everything. */
        Attempt NOOP = new Attempt() {
            @Override
            public void propagate(HeaderSetter headers) {}

            @Override
            public void connected() {}

            @Override
            public void ended(AttemptEnd end) {}
        };

        /** Sets this attempt's W3C trace context; called only where the integration forwards it to the provider. */
        void propagate(HeaderSetter headers);

        /** A connection is there, new or from the pool. Called at most once; not when none ever was. */
        void connected();

        /** The response head came, or the attempt failed. Called once. */
        void ended(AttemptEnd end);
    }

    /** A wait in progress. */
    @FunctionalInterface
    interface Wait {

        /** Ignores it. */
        Wait NOOP = result -> {};

        /**
         * The wait is over: it was long enough, in vain, or the caller left. Called once.
         *
         * @param result how it ended: one of few words, never a value; empty where there is nothing to tell
         */
        void ended(String result);
    }

    /** Sets a header, replacing an earlier value. */
    @FunctionalInterface
    interface HeaderSetter {
        void set(String name, String value);
    }
}
