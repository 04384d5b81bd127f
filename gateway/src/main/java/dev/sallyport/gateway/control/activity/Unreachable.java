// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.activity;

/** Why there was no exchange with an upstream. */
final class Unreachable {

    private Unreachable() {}

    static Explanation explain(Course course) {
        String host = course.host();
        String reason = course.detailOr("reason", "");
        return switch (reason) {
            case "dns" ->
                say(
                        "The name " + host + " could not be resolved",
                        "Check the base URL of " + course.integration() + " and the values of " + course.connection()
                                + " in it, then the gateway's DNS");
            case "connect" ->
                say(
                        host + " refused the connection, or no way leads there",
                        "See whether it is up, and whether the gateway's network may reach it");
            case "closed" ->
                say(
                        host + " closed the connection before it answered",
                        "Call again, unless what it does must not happen twice");
            case "reset" ->
                say(
                        host + " broke the connection off in the middle of the exchange",
                        "Call again, unless what it does must not happen twice");
            case "tls_expired" ->
                say(
                        "The certificate of " + host + " has expired, or is not valid yet",
                        "Its operator has to renew it; check the gateway's own clock too");
            case "tls_hostname" ->
                say(
                        "The certificate of " + host + " is for another name",
                        "Check the host in the base URL of " + course.integration());
            case "tls_untrusted" ->
                say(
                        "The certificate of " + host + " comes from an authority that the gateway does not trust",
                        "If it is your own, name it in SALLYPORT_EGRESS_TRUSTED_CERTIFICATES; if not, do not call this host");
            case "tls_handshake" ->
                say(
                        "The gateway and " + host + " could not agree on TLS",
                        "See which versions of TLS it takes, and whether it wants a client certificate");
            default ->
                say(
                        host + " could not be reached" + (reason.isEmpty() ? "" : " (" + reason + ")"),
                        "See whether it is up, and whether the gateway's network may reach it");
        };
    }

    private static Explanation say(String what, String todo) {
        return new Explanation(what, todo);
    }
}
