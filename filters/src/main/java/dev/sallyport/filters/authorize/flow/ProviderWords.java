// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize.flow;

import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.ACCESS_DENIED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_FAILED;
import static dev.sallyport.filters.authorize.flow.AuthorizationException.Reason.PROVIDER_REFUSED;

import dev.sallyport.filters.authorize.flow.AuthorizationException.Reason;
import dev.sallyport.filters.refresh.TokenOutcome;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What providers answer in codes, told to the person who waits for it. */
final class ProviderWords {

    private static final int LONGEST_DESCRIPTION = 300;

    private static final Set<String> DENIALS = Set.of(
            "access_denied", "user_denied", "user_cancelled_login", "user_cancelled_authorize", "consent_required");

    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("invalid_request", "the request was not as it expects"),
            Map.entry("unauthorized_client", "this application may not ask for authorization in this way"),
            Map.entry("unsupported_response_type", "it does not hand out codes to this application"),
            Map.entry("invalid_scope", "it does not know a scope that this integration asks for, or may not grant it"),
            Map.entry("invalid_client", "it does not know this application, or its secret is wrong"),
            Map.entry("invalid_grant", "the code was used before, or is too old"),
            Map.entry("redirect_uri_mismatch", "the redirect URI of this gateway is not registered with it"),
            Map.entry("server_error", "it has trouble of its own"),
            Map.entry("temporarily_unavailable", "it is overloaded or under maintenance"),
            Map.entry("login_required", "somebody has to sign in there first"),
            Map.entry("timeout", "it took too long to answer"),
            Map.entry("dns", "its host name cannot be found"),
            Map.entry("connect", "it cannot be reached"));

    private ProviderWords() {}

    /** An error that the browser brought back; null when it brought none. */
    static @Nullable AuthorizationException refusal(String provider, CallbackQuery query) {
        String error = query.value("error");
        if (error == null) {
            return null;
        }
        String said = quoted(query.value("error_description"));
        return DENIALS.contains(error)
                ? new AuthorizationException(ACCESS_DENIED, "Access was not granted at " + provider + "." + said)
                : new AuthorizationException(
                        PROVIDER_REFUSED, "Authorization failed at " + provider + ": " + meaning(error) + "." + said);
    }

    /** A request for a token that brought none. */
    static AuthorizationException noToken(String provider, TokenOutcome outcome) {
        return switch (outcome) {
            case TokenOutcome.Granted _ ->
                throw new IllegalArgumentException("granted (expected: an outcome without a token)");
            case TokenOutcome.Refused(String reason) ->
                failed(PROVIDER_REFUSED, provider, "refused to give a token", reason);
            case TokenOutcome.Failing(String reason, var _) ->
                failed(PROVIDER_FAILED, provider, "did not give a token", reason);
            case TokenOutcome.Unknown(String reason) ->
                failed(PROVIDER_FAILED, provider, "did not answer the request for a token", reason);
            case TokenOutcome.Unsent(String reason) ->
                failed(PROVIDER_FAILED, provider, "could not be asked for a token", reason);
        };
    }

    static AuthorizationException failed(Reason kind, String provider, String what, String reason) {
        return new AuthorizationException(kind, provider + " " + what + ": " + meaning(reason) + ".");
    }

    private static String meaning(String code) {
        String meaning = MEANINGS.get(code);
        if (meaning != null) {
            return meaning + " (" + code + ")";
        }
        boolean plain = code.length() <= 64 && code.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plain ? code : "an error without a readable code";
    }

    /** The provider's own sentence, marked as such. */
    private static String quoted(@Nullable String description) {
        if (description == null) {
            return "";
        }
        String text = description.length() > LONGEST_DESCRIPTION
                ? description.substring(0, LONGEST_DESCRIPTION) + "…"
                : description;
        return " It says: “" + text + "”";
    }
}
