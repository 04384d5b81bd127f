// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.Setback.Kind;
import java.time.Duration;
import java.time.Instant;

/** What callers hear when there is no usable credential (contract §1). */
final class RefreshFailures {

    private static final Duration WHILE_PENDING = Duration.ofSeconds(1);
    private static final String REASON = "reason";
    private static final String SINCE = "since";

    private RefreshFailures() {}

    static GatewayException of(Setback setback, Instant now) {
        return setback.kind() == Kind.REFUSED
                ? new GatewayException(
                                ErrorCode.CONNECTION_BROKEN,
                                "Connection-Id: the provider refused to renew the credential; authorize again")
                        .with(REASON, setback.reason())
                        .with(SINCE, setback.since().toString())
                : failed("the provider did not renew the credential", setback.reason(), setback.rest(now));
    }

    /** The caller's time is over before the refresh is. */
    static GatewayException pending() {
        return failed("the credential is still being renewed", "pending", WHILE_PENDING);
    }

    /** Nothing here can renew it. */
    static GatewayException expired(Connection connection) {
        boolean pending = connection.credential().isPending();
        Instant expiry = connection.credential().expiresAt();
        return new GatewayException(
                        ErrorCode.CONNECTION_BROKEN,
                        "Connection-Id: the credential of \"" + connection.key().connectionId()
                                + (pending
                                        ? "\" has no token, and none can be obtained here"
                                        : "\" expired and cannot be renewed here"))
                .with(REASON, pending ? "token_missing" : "credential_expired")
                .with(SINCE, (expiry == null ? connection.updatedAt() : expiry).toString());
    }

    static GatewayException gone(Connection connection) {
        return new GatewayException(
                ErrorCode.UNKNOWN_CONNECTION,
                "Connection-Id: \"" + connection.key().connectionId() + "\" was deleted meanwhile");
    }

    /** What an import hears whose token could not be obtained. */
    static Credential grantedOrFail(TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.Granted(Credential credential) -> credential;
            case TokenOutcome.Refused(String reason) -> throw notObtained(reason);
            case TokenOutcome.Failing failing -> throw notObtained(failing.reason());
            case TokenOutcome.Unknown(String reason) -> throw notObtained(reason);
            case TokenOutcome.Unsent(String reason) -> throw notObtained(reason);
        };
    }

    private static GatewayException notObtained(String reason) {
        return new GatewayException(
                        ErrorCode.CONNECTION_TEST_FAILED, "The provider gave no token for the credentials: " + reason)
                .with(REASON, reason);
    }

    /** For telemetry. */
    static String word(Throwable error) {
        return error instanceof StoreUnavailableException ? "store_unavailable" : "error";
    }

    private static GatewayException failed(String message, String reason, Duration wait) {
        return new GatewayException(ErrorCode.CREDENTIAL_REFRESH_FAILED, "Connection-Id: " + message)
                .with(REASON, reason)
                .retryAfter(wait);
    }
}
