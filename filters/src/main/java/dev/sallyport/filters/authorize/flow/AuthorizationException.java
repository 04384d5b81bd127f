// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An authorization that did not come about, as its user is told. The message never holds a secret; it may quote a provider, so it
 * is text and not markup.
 */
public final class AuthorizationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String integration;

    public AuthorizationException(Reason reason, String message) {
        this(reason, message, null);
    }

    private AuthorizationException(Reason reason, String message, @Nullable String integration) {
        super(message, null, false, false);
        this.reason = reason;
        this.integration = integration;
    }

    /** The same, of an integration. */
    public AuthorizationException of(String newIntegration) {
        return new AuthorizationException(reason, getMessage(), newIntegration);
    }

    public Reason reason() {
        return reason;
    }

    /** The integration that was to be connected; null when nobody can tell. */
    public @Nullable String integration() {
        return integration;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** What went wrong, each with the status of the page that says so. */
    public enum Reason {
        /** The connect session is unknown or over. */
        INVALID_SESSION(401),
        /** The session may not connect this integration, or there is none. */
        UNKNOWN_INTEGRATION(404),
        /** The connection that was to be authorized again is gone. */
        UNKNOWN_CONNECTION(404),
        /** A value is missing or not acceptable. */
        INVALID_PARAMETERS(400),
        /** Nobody's browser can authorize this integration. */
        UNSUPPORTED_PROVIDER(400),
        /** The way back fits no authorization that this browser began, or one that is over. */
        INVALID_STATE(400),
        /** The user said no. */
        ACCESS_DENIED(400),
        /** The provider refused. */
        PROVIDER_REFUSED(400),
        /** The provider could not be asked, or its answer was of no use. */
        PROVIDER_FAILED(502),
        /** The provider does not accept the credential it has just given. */
        CONNECTION_TEST_FAILED(400);

        private final int status;
        private final String wireName = name().toLowerCase(Locale.ROOT);

        Reason(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }

        public String wireName() {
            return wireName;
        }
    }
}
