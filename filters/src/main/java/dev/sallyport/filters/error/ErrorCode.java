// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.error;

import java.util.Locale;

/** The error codes of the wire contract, each with its HTTP status. */
public enum ErrorCode {
    MISSING_AUTH_HEADER(401),
    MALFORMED_AUTH_HEADER(401),
    UNKNOWN_ACCOUNT(401),
    FORBIDDEN(403),
    INVALID_HEADERS(400),
    UNKNOWN_PROVIDER_CONFIG(404),
    UNKNOWN_CONNECTION(404),
    UNSUPPORTED_PROVIDER(400),
    MISSING_CONNECTION_CONFIG(400),
    INVALID_JSON(400),
    INVALID_BODY(400),
    INVALID_QUERY_PARAMS(400),
    NOT_FOUND(404),
    INVALID_CONTENT_TYPE(415),
    BODY_TOO_LARGE(413),
    CONNECTION_TEST_FAILED(400),
    BASE_URL_OVERRIDE_DISABLED(400),
    BASE_URL_OVERRIDE_NOT_ALLOWED(400),
    INVALID_PATH(400),
    INVALID_REQUEST(400),
    REQUEST_TIMEOUT(408),
    URI_TOO_LONG(414),
    EXPECTATION_FAILED(417),
    HEADERS_TOO_LARGE(431),
    CONNECTION_BROKEN(424),
    INVALID_CREDENTIALS(424),
    CREDENTIAL_REFRESH_FAILED(503),
    RATE_LIMITED(429),
    CIRCUIT_OPEN(503),
    OVERLOADED(503),
    STORE_UNAVAILABLE(503),
    UPSTREAM_UNREACHABLE(502),
    BAD_UPSTREAM(502),
    UPSTREAM_TIMEOUT(504),
    METHOD_NOT_ALLOWED(405),
    NOT_IMPLEMENTED(501),
    INTERNAL_ERROR(500);

    private final int status;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    ErrorCode(int status) {
        this.status = status;
    }

    /** What a caller is told of a failure. */
    public static ErrorCode of(Throwable failure) {
        return switch (failure) {
            case GatewayException known -> known.code();
            case StoreUnavailableException _ -> STORE_UNAVAILABLE;
            default -> INTERNAL_ERROR;
        };
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Value of {@code error.code} on the wire. */
    public String wireName() {
        return wireName;
    }
}
