// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability;

import dev.sallyport.filters.telemetry.CallTelemetry.Call;

/**
 * Which trace the meters belong to that a thread records just now. Spans are handed along by the calls themselves, so a
 * registry that asks for an exemplar in the middle of a recording finds the trace nowhere else. Costs a call two writes.
 */
public final class CurrentTrace {

    // Not static: a process has one of these, a test its own.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Slot> slots = ThreadLocal.withInitial(Slot::new);

    /** The span of the call that is recorded, as W3C's header {@code traceparent} tells it; empty when none is. */
    public String traceParent() {
        return slots.get().call.traceParent();
    }

    /** What this thread records until {@link #leave} belongs to this call. */
    void enter(Call call) {
        slots.get().call = call;
    }

    void leave() {
        slots.get().call = Call.NOOP;
    }

    private static final class Slot {
        private Call call = Call.NOOP;
    }
}
