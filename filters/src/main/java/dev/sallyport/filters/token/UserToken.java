// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AppCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.credential.CustomCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The user's token beside an app's (mode {@code CUSTOM}), kept in the answer that the app's token came in, as {@code raw.user}. Its
 * failing never costs the app's token; one that is refused for good is dropped.
 */
final class UserToken {

    /** An installation's token lives an hour: what ends before the next one comes would end unrenewed. */
    private static final Duration MARGIN = Duration.ofMinutes(75);

    private static final String USER = "user";

    private final TokenExchange exchange;
    private final RefreshTokenGrant grant;

    UserToken(TokenExchange exchange, RefreshTokenGrant grant) {
        this.exchange = exchange;
        this.grant = grant;
    }

    /**
     * The app's new token together with the user's, renewed where it is due.
     *
     * @param begun when the app's token was asked for; both have the time of one request
     */
    Mono<TokenOutcome> beside(AppCredential app, Subject subject, Instant begun, BooleanSupplier mayStillSend) {
        SecretMap user = userOf(subject.connection().credential());
        OAuth2Credential due = due(user);
        Duration left = exchange.limit().minus(Duration.between(begun, exchange.now()));
        // What was sent and not waited for would be a refresh token that is used up.
        boolean late = left.compareTo(exchange.limit().dividedBy(2)) < 0;
        if (due == null || late) {
            return Mono.just(together(app, user));
        }
        return grant.request(with(due, subject), mayStillSend)
                .map(outcome -> together(app, after(outcome, user)))
                .timeout(left, Mono.just(together(app, user)));
    }

    private static SecretMap userOf(Credential credential) {
        return switch (credential) {
            case CustomCredential custom -> custom.user();
            case AppCredential app when app.raw().reveal().get(USER) instanceof Map<?, ?> user -> map(user);
            default -> SecretMap.EMPTY;
        };
    }

    /** Null when the token lasts, or nobody could renew it. */
    private @Nullable OAuth2Credential due(SecretMap user) {
        Map<String, Object> fields = user.reveal();
        String token = AnswerBody.text(fields, "access_token");
        String refreshToken = AnswerBody.text(fields, "refresh_token");
        Instant end = end(fields.get("expires_at"));
        boolean isDue = end != null && end.isBefore(exchange.now().plus(MARGIN));
        return token == null || refreshToken == null || !isDue
                ? null
                : new OAuth2Credential(
                        SecretText.of(token), SecretText.of(refreshToken), end, SecretMap.EMPTY, SecretMap.EMPTY);
    }

    private static @Nullable Instant end(@Nullable Object value) {
        try {
            return CredentialFields.instant(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Subject with(Credential credential, Subject subject) {
        Connection connection = subject.connection();
        return new Subject(
                subject.integration(),
                subject.provider(),
                new Connection(
                        connection.id(),
                        connection.key(),
                        connection.provider(),
                        credential,
                        connection.connectionConfig(),
                        connection.metadata(),
                        connection.endUser(),
                        connection.tags(),
                        connection.webhookUrlOverride(),
                        connection.generation(),
                        connection.createdAt(),
                        connection.updatedAt()));
    }

    private static SecretMap after(TokenOutcome outcome, SecretMap before) {
        return switch (outcome) {
            case Granted(OAuth2Credential next) -> {
                Map<String, Object> fields = new LinkedHashMap<>(next.raw().reveal());
                fields.putAll(next.fields());
                fields.remove("raw");
                fields.remove("type");
                yield SecretMap.of(fields);
            }
            case Refused refused -> SecretMap.EMPTY;
            default -> before;
        };
    }

    private static TokenOutcome together(AppCredential app, SecretMap user) {
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("app", app.raw().reveal());
        if (!user.isEmpty()) {
            raw.put(USER, user.reveal());
        }
        return new Granted(new AppCredential(app.token(), app.expiresAt(), app.jwt(), SecretMap.of(raw)));
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static SecretMap map(Map<?, ?> object) {
        return SecretMap.of((Map<String, Object>) object);
    }
}
