// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.activity.ActivitySummary;

/** Answers of the provider that say no. */
final class UpstreamErrors {

    private UpstreamErrors() {}

    /** @param status 400 or more */
    static Explanation explain(int status, Course course) {
        String who = course.provider();
        ActivitySummary call = course.summary();
        String target = call.method() + " " + call.path();
        return switch (status) {
            case 400 ->
                say(
                        who + " answered 400: it could not make sense of " + target,
                        "Compare query and body with the documentation of " + who
                                + "; the excerpt of its answer may say which part");
            case 401 ->
                say(
                        who + " answered 401: it does not accept the credential of " + course.connection(),
                        "Connect " + course.connection() + " again, or import a credential that works");
            case 402 ->
                say(
                        who + " answered 402: the account behind " + course.connection() + " has to pay first",
                        "Look at the plan of that account at " + who);
            case 403 ->
                say(
                        who + " answered 403: it knows the credential of " + course.connection()
                                + ", which may not do this",
                        "Give that account or its authorization the permission, such as a missing scope, and connect it again if scopes changed");
            case 404 ->
                say(
                        who + " answered 404: there is nothing at " + target + " that this credential may see",
                        "Check path and ids, and that the base URL of " + course.integration() + " is the right one");
            case 405 ->
                say(
                        who + " answered 405: that path does not take a " + call.method(),
                        "Use a method that its documentation names");
            case 408 ->
                say(
                        who + " answered 408: it did not get the whole request in time",
                        "Call again, and send the body faster");
            case 409 ->
                say(
                        who + " answered 409: the request conflicts with what is there already",
                        "Read the current state and send the change again on top of it; a repeated POST may have succeeded the first time");
            case 410 ->
                say(
                        who + " answered 410: what was at " + target + " is gone for good",
                        "Use the path that replaced it, or forget the id");
            case 413 ->
                say(
                        who + " answered 413: a body of " + course.bytesSent() + " is more than it takes",
                        "Send less at once, or use its way of uploading in parts");
            case 415 ->
                say(
                        who + " answered 415: it does not take a body of this type",
                        "Set the Content-Type that its documentation names");
            case 422 ->
                say(
                        who + " answered 422: it understood the request but not the values in it",
                        "Look at the excerpt of its answer for the field that is wrong, and mend it");
            case 429 -> tooMany(course);
            case 502, 503, 504 ->
                say(
                        who + " answered " + status + " after " + course.lastAttempt()
                                + ": it is overloaded or being mended",
                        "Call again later" + after(course) + ", and look at the status page of " + who
                                + " if it lasts");
            default -> other(status, course);
        };
    }

    private static Explanation tooMany(Course course) {
        return say(
                course.provider() + " answered 429: its limit for " + course.connection() + " is used up",
                "Call again" + (after(course).isEmpty() ? " later" : after(course))
                        + ", and see under Quotas who else uses it up");
    }

    private static Explanation other(int status, Course course) {
        String who = course.provider();
        return status >= 500
                ? say(
                        who + " answered " + status + " after " + course.lastAttempt() + ": it failed on its side",
                        "Call again; if it stays so, report it to " + who
                                + " with the time and the excerpt of its answer")
                : say(
                        who + " answered " + status + ": it refused the request",
                        "Look up what " + who + " means by it; the excerpt of its answer may say");
    }

    /** As the provider asked; empty where it said nothing that can be read. */
    private static String after(Course course) {
        String wait = course.answered("retry-after");
        if (wait == null) {
            return "";
        }
        return wait.matches("\\d{1,9}") ? " after " + wait + " s, as it asks" : " when it asks to, " + wait;
    }

    private static Explanation say(String what, String todo) {
        return new Explanation(what, todo);
    }
}
