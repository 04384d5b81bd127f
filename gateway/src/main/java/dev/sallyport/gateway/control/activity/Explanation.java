// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivityRecord;
import dev.sallyport.filters.activity.ActivitySummary;
import dev.sallyport.filters.error.ErrorCode;

/**
 * A call in plain words, for somebody who was woken by it. Made of the record alone, in which nothing is secret.
 *
 * @param what happened, in one sentence
 * @param todo what to do about it, in one sentence
 */
record Explanation(String what, String todo) {

    private static final int FIRST_ERROR = 400;

    static Explanation of(ActivityRecord call) {
        Course course = new Course(call);
        Explanation core = switch (call.summary().outcome()) {
            case COMPLETED -> completed(call.summary(), course);
            case TRUNCATED -> truncated(call.summary(), course);
            case CANCELLED -> cancelled(call.summary(), course);
        };
        return new Explanation(sentence(core.what() + course.clauses()), sentence(core.todo() + course.advice()));
    }

    /** Names of hosts and providers stay as they are. */
    private static String sentence(String text) {
        return (text.startsWith("the ") ? "T" + text.substring(1) : text) + ".";
    }

    private static Explanation completed(ActivitySummary call, Course course) {
        ErrorCode error = call.error();
        if (error != null) {
            return GatewayErrors.explain(error, course);
        }
        return call.status() >= FIRST_ERROR
                ? UpstreamErrors.explain(call.status(), course)
                : new Explanation(
                        course.provider() + " answered " + call.status() + " after " + Course.time(call.total()),
                        course.wasRepeated()
                                ? "Nothing for now: the call succeeded, though not at once"
                                : "Nothing: the call succeeded");
    }

    private static Explanation truncated(ActivitySummary call, Course course) {
        ErrorCode error = call.error();
        String why = switch (error) {
            case UPSTREAM_TIMEOUT -> "it paused for too long";
            case BAD_UPSTREAM -> "what followed was no valid HTTP";
            case null, default -> "its connection closed early";
        };
        return new Explanation(
                "The answer of " + course.provider() + ", status " + call.status() + ", broke off after "
                        + course.bytesRelayed() + " because " + why
                        + ", and the caller was told by a broken connection",
                "Call again, and if it stays so, ask for less at a time or look at the status page of "
                        + course.provider());
    }

    private static Explanation cancelled(ActivitySummary call, Course course) {
        String when = call.status() == 0
                ? "before it got any answer"
                : "while the answer with status " + call.status() + " was being sent";
        return new Explanation(
                "The caller closed its connection after " + Course.time(call.total()) + ", " + when,
                course.slowestPart() + ": let the caller wait longer, or see why that took so long");
    }
}
