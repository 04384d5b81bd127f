// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.AppCredential;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.filters.refresh.ConnectionHealth;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.Setback;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.Waiter;
import dev.sallyport.gateway.control.connections.ConnectionJson.Secrets;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.QueryValues;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Renews a connection's credential before somebody reads it, where that is due or asked for (reference §6.4). */
public final class FreshCredential {

    private final CredentialRefresher refresher;
    private final ConnectionHealth health;
    private final IntegrationStore integrations;
    private final Catalog catalog;
    private final Duration patience;

    /**
     * @param patience how long a read waits for the provider
     */
    public FreshCredential(
            CredentialRefresher refresher,
            ConnectionHealth health,
            IntegrationStore integrations,
            Catalog catalog,
            Duration patience) {
        this.refresher = refresher;
        this.health = health;
        this.integrations = integrations;
        this.catalog = catalog;
        this.patience = patience;
    }

    /** What cannot be renewed stays as it is, forced or not, as in the reference. */
    Mono<Connection> of(Call call, Connection stored) {
        Provider provider = catalog.find(stored.provider());
        if (provider == null || !refresher.isRenewable(stored.credential())) {
            return Mono.just(stored);
        }
        return integrations
                .find(stored.key().environment(), stored.key().integration())
                .map(integration -> new Subject(integration, provider, stored))
                .flatMap(subject -> renewed(call, subject))
                .defaultIfEmpty(stored)
                .onErrorResume(
                        GatewayException.class,
                        failure -> health.problemOf(stored).singleOptional().map(problem -> {
                            throw refused(failure, stored, provider, problem.orElse(null));
                        }));
    }

    private Mono<Connection> renewed(Call call, Subject subject) {
        Connection stored = subject.connection();
        // An app proves itself anew for each token, so both come together.
        boolean forced = isYes(call, "force_refresh")
                || (stored.credential() instanceof AppCredential && isYes(call, "refresh_github_app_jwt_token"));
        if (forced) {
            return refresher.forced(subject, Waiter.of(patience));
        }
        return refresher.isUsable(subject) ? Mono.just(stored) : refresher.renewed(subject, Waiter.of(patience));
    }

    /** With the connection, so that its owner can be told; with none of its secrets. */
    private static GatewayException refused(
            GatewayException failure, Connection stored, Provider provider, @Nullable Setback problem) {
        if (failure.code() == ErrorCode.UNKNOWN_CONNECTION) {
            return Refusals.notFound("Failed to find connection");
        }
        boolean broken = failure.code() == ErrorCode.CONNECTION_BROKEN;
        GatewayException told = new GatewayException(
                        broken ? ErrorCode.INVALID_CREDENTIALS : failure.code(), failure.getMessage())
                .with("payload", Map.of("connection", ConnectionJson.full(stored, provider, Secrets.NOTHING, problem)));
        for (Map.Entry<String, Object> detail : failure.details().entrySet()) {
            told = told.with(detail.getKey(), detail.getValue());
        }
        return failure.retryAfter() == null ? told : told.retryAfter(failure.retryAfter());
    }

    private static boolean isYes(Call call, String name) {
        String text = call.query().textOrNull(name);
        return text != null && QueryValues.isYes(text);
    }
}
