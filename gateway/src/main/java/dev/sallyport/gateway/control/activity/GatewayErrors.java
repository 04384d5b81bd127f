// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

import dev.sallyport.filters.error.ErrorCode;

/** Errors of the gateway's own. */
final class GatewayErrors {

    private GatewayErrors() {}

    static Explanation explain(ErrorCode code, Course course) {
        return switch (code) {
            case MISSING_AUTH_HEADER, MALFORMED_AUTH_HEADER, UNKNOWN_ACCOUNT, FORBIDDEN -> access(code, course);
            case INVALID_HEADERS,
                    INVALID_PATH,
                    INVALID_REQUEST,
                    METHOD_NOT_ALLOWED,
                    NOT_IMPLEMENTED,
                    REQUEST_TIMEOUT,
                    URI_TOO_LONG,
                    EXPECTATION_FAILED,
                    HEADERS_TOO_LARGE,
                    BODY_TOO_LARGE,
                    INVALID_JSON,
                    INVALID_BODY,
                    INVALID_QUERY_PARAMS,
                    INVALID_CONTENT_TYPE,
                    NOT_FOUND -> request(code, course);
            case UNKNOWN_PROVIDER_CONFIG,
                    UNKNOWN_CONNECTION,
                    UNSUPPORTED_PROVIDER,
                    MISSING_CONNECTION_CONFIG,
                    BASE_URL_OVERRIDE_DISABLED,
                    BASE_URL_OVERRIDE_NOT_ALLOWED -> configuration(code, course);
            case CONNECTION_BROKEN, INVALID_CREDENTIALS, CREDENTIAL_REFRESH_FAILED, CONNECTION_TEST_FAILED ->
                credential(code, course);
            case RATE_LIMITED, CIRCUIT_OPEN, OVERLOADED, STORE_UNAVAILABLE, INTERNAL_ERROR -> gateway(code, course);
            case UPSTREAM_UNREACHABLE -> Unreachable.explain(course);
            case BAD_UPSTREAM ->
                say(
                        course.provider() + " sent something that is not a valid HTTP answer ("
                                + course.detailOr("reason", "malformed") + "), so the caller got 502",
                        "Call again; if it stays so, check that the base URL of " + course.integration()
                                + " leads to the API and not to something before it");
            case UPSTREAM_TIMEOUT -> timeout(course);
        };
    }

    private static Explanation access(ErrorCode code, Course course) {
        return switch (code) {
            case MISSING_AUTH_HEADER ->
                say("The call carried no API key", "Send it as Authorization: Bearer followed by the key");
            case MALFORMED_AUTH_HEADER ->
                say(
                        "The Authorization header held something that is no API key",
                        "Send Bearer, a blank and the key, without quotes or line breaks");
            case UNKNOWN_ACCOUNT ->
                say(
                        "The call carried an API key that does not exist",
                        "Check that the key is complete and was not deleted, or make a new one");
            default ->
                say(
                        "The API key " + course.summary().apiKeyId() + " was not allowed to make this call: "
                                + course.messageOr("it lacks a scope"),
                        "Use a key that has the scope, or make one");
        };
    }

    private static Explanation request(ErrorCode code, Course course) {
        return switch (code) {
            case INVALID_HEADERS ->
                say(
                        "The gateway refused the headers of the call: " + course.messageOr("one of them is wrong"),
                        "Mend that header in the caller; nothing was sent to " + course.provider());
            case INVALID_PATH ->
                say(
                        "The path of the call would have left the base URL, or holds characters that no path may have",
                        "Send a path below the base URL of " + course.integration()
                                + ", without .. and percent-encoded");
            case METHOD_NOT_ALLOWED, NOT_IMPLEMENTED ->
                say(
                        "The gateway does not pass on the method "
                                + course.summary().method(),
                        "Use a method that the API of " + course.provider() + " takes");
            case BODY_TOO_LARGE ->
                say(
                        "The body is too large to be held, which this provider's calls need: "
                                + course.messageOr("it is over the limit"),
                        "Send less at once, or raise SALLYPORT_MAX_HELD_BODY");
            case REQUEST_TIMEOUT ->
                say(
                        "The request came in too slowly, and the gateway stopped waiting for the rest of it",
                        "See why the caller, or the network between, sends so slowly");
            case URI_TOO_LONG ->
                say(
                        "The address of the call is longer than the gateway takes",
                        "Move what is in the query into a body, where the API of " + course.provider() + " allows it");
            case HEADERS_TOO_LARGE ->
                say("The headers of the call are larger than the gateway takes", "Send fewer or shorter headers");
            case EXPECTATION_FAILED ->
                say(
                        "The call asked by its Expect header for something that the gateway does not do",
                        "Leave the Expect header out");
            case NOT_FOUND ->
                say(
                        "There is nothing in the gateway at " + course.summary().path(),
                        "Calls of providers begin with /proxy/, in exactly this spelling");
            default ->
                say(
                        "The gateway could not read the request: " + course.messageOr("it is not valid"),
                        "Mend the request in the caller; nothing was sent to " + course.provider());
        };
    }

    private static Explanation configuration(ErrorCode code, Course course) {
        return switch (code) {
            case UNKNOWN_PROVIDER_CONFIG ->
                say(
                        "There is no " + course.integration() + " in environment \""
                                + course.summary().environment() + "\" that this key may use",
                        "Check the Provider-Config-Key header, or create the integration");
            case UNKNOWN_CONNECTION ->
                say(
                        "There is no " + course.connection() + " of " + course.integration() + " that this key may use",
                        "Check the Connection-Id header, or make the connection");
            case UNSUPPORTED_PROVIDER ->
                say(
                        "The catalogue has no address for calls of " + course.integration(),
                        "Send a Base-Url-Override header, or give the provider a base URL in a catalogue file of your own");
            case MISSING_CONNECTION_CONFIG ->
                say(
                        "The value \"" + course.detailOr("variable", "of a variable") + "\" is missing for "
                                + course.connection() + ", and the address of " + course.provider() + " needs it",
                        "Import the connection again with that value in its connection_config");
            case BASE_URL_OVERRIDE_DISABLED ->
                say(
                        "The call named an address of its own, which this gateway does not allow",
                        "Leave the Base-Url-Override header out, or set SALLYPORT_EGRESS_BASE_URL_OVERRIDE");
            default ->
                say(
                        "The gateway may not connect to the address that the call would have gone to: "
                                + course.messageOr("it is not allowed"),
                        "Use a host of " + course.provider() + ", list the host in allowed_hosts of "
                                + course.integration() + ", or open its addresses by SALLYPORT_EGRESS_ALLOW_ADDRESSES");
        };
    }

    private static Explanation credential(ErrorCode code, Course course) {
        String reason = course.detailOr("reason", "");
        return switch (code) {
            case CONNECTION_BROKEN, INVALID_CREDENTIALS ->
                say(
                        "The credential of " + course.connection() + " cannot be renewed any more" + because(reason)
                                + since(course),
                        "Have its owner connect it again, or import another credential under this id; nothing was sent to "
                                + course.provider());
            case CREDENTIAL_REFRESH_FAILED ->
                say(
                        "The credential of " + course.connection() + " had run out, and " + course.provider()
                                + " did not renew it this time" + because(reason),
                        "Wait a moment and call again; if it lasts, look whether the token endpoint of "
                                + course.provider() + " works");
            default ->
                say(
                        course.provider() + " did not accept the credential of " + course.connection()
                                + because(reason),
                        "Check that credential and import it again");
        };
    }

    private static Explanation gateway(ErrorCode code, Course course) {
        return switch (code) {
            case RATE_LIMITED ->
                say(
                        "The limit \"" + course.detailOr("bucket", "default") + "\" of " + course.provider()
                                + " is used up for " + course.timeOr("retry_after_ms", "a while")
                                + ", longer than this call may wait, so it was not sent",
                        "Call again after that time, allow a longer wait by Sallyport-Max-Wait, or see under Quotas who uses the limit up");
            case CIRCUIT_OPEN ->
                say(
                        "Too many calls to " + course.host()
                                + " failed in the last seconds, so the gateway left it alone and did not send this one",
                        "Look at the failed calls before this one for the reason; calls go through again by themselves once the host recovers");
            case OVERLOADED ->
                say(
                        "There was no room for this call: " + course.messageOr("too many are in flight"),
                        "Call again in a moment; if it lasts, see which calls take so long, then add replicas or raise the limits of sallyport.overload");
            case STORE_UNAVAILABLE ->
                say(
                        "The gateway could not reach Redis and did not have in memory what this call needs",
                        "Bring Redis back; readiness and the store's health are on the management port");
            default ->
                say(
                        "The gateway failed by a mistake of its own" + id(course),
                        "Find it in the log, by that id if there is one, and report it; calling again may work");
        };
    }

    private static Explanation timeout(Course course) {
        String who = course.provider();
        return switch (course.detailOr("phase", "total")) {
            case "connect" ->
                say(
                        "No connection to " + course.host() + " came about within " + course.lastAttempt(),
                        "See whether the host is up and can be reached from the gateway's network");
            case "head" ->
                say(
                        who + " took the request but did not begin to answer within " + course.lastAttempt(),
                        "See whether " + who
                                + " is slow for this call; SALLYPORT_UPSTREAM_HEAD_TIMEOUT allows longer waits");
            case "body" ->
                say(
                        who + " stopped in the middle of its answer for longer than allowed",
                        "Call again, and ask for less at a time if it stays so");
            default ->
                say(
                        "The call was not answered within the time it had, "
                                + Course.time(course.summary().total()),
                        course.slowestPart() + "; Sallyport-Timeout gives a call more time");
        };
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : " (" + reason + ")";
    }

    private static String since(Course course) {
        String since = course.detailOr("since", "");
        return since.isEmpty() ? "" : " since " + since;
    }

    private static String id(Course course) {
        String id = course.detailOr("id", "");
        return id.isEmpty() ? "" : ", " + id + " in its log";
    }

    private static Explanation say(String what, String todo) {
        return new Explanation(what, todo);
    }
}
