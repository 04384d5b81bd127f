// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.integrations;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.connection.ConnectionStore;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationStore;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import dev.sallyport.gateway.control.rules.Field;
import dev.sallyport.gateway.control.rules.QueryValues;
import dev.sallyport.gateway.control.rules.Text;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The endpoints below {@code /integrations}. */
public final class Integrations {

    private static final String READ_CREDENTIALS = "environment:integrations:read_credentials";

    private static final Operation LIST = needing("environment:integrations:list");
    private static final Operation CREATE =
            needing("environment:integrations:create").body(IntegrationBodies.CREATE);
    private static final Operation READ = needing("environment:integrations:read")
            .query(Field.optional(
                    "include", QueryValues.repeatable(Text.oneOf(List.of("webhook", "credentials")), 10)));
    private static final Operation UPDATE =
            needing("environment:integrations:update").body(IntegrationBodies.UPDATE);
    private static final Operation REMOVE = needing("environment:integrations:delete");

    private final Guard guard;
    private final IntegrationStore integrations;
    private final ConnectionStore connections;
    private final IntegrationDrafts drafts;

    public Integrations(
            Guard guard, IntegrationStore integrations, ConnectionStore connections, IntegrationDrafts drafts) {
        this.guard = guard;
        this.integrations = integrations;
        this.connections = connections;
        this.drafts = drafts;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/integrations", LIST, this::list),
                guard.endpoint(POST, "/integrations", CREATE, this::create),
                guard.endpoint(GET, "/integrations/{key}", READ, this::read),
                guard.endpoint(PATCH, "/integrations/{key}", UPDATE, this::update),
                guard.endpoint(DELETE, "/integrations/{key}", REMOVE, this::remove));
    }

    private Mono<Answer> list(Call call) {
        return integrations
                .list(call.environment())
                .filter(integration -> call.caller().integrations().allows(integration.uniqueKey()))
                .map(IntegrationJson::write)
                .collectList()
                .map(data -> Answer.ok(Map.of("data", data)));
    }

    private Mono<Answer> create(Call call) {
        Integration draft = drafts.toIntegration(call);
        requireVisible(call, draft.uniqueKey());
        return integrations
                .create(draft)
                .switchIfEmpty(Mono.error(Integrations::taken))
                .map(Integrations::toAnswer);
    }

    private Mono<Answer> read(Call call) {
        return findOrFail(call).map(integration -> {
            Map<String, @Nullable Object> json = IntegrationJson.write(integration);
            List<String> include = call.query().texts("include");
            if (include.contains("webhook")) {
                json.put("webhook_url", null);
            }
            if (include.contains("credentials") && call.may(READ_CREDENTIALS)) {
                json.put("credentials", CredentialsJson.write(integration.credentials()));
            }
            return Answer.ok(Map.of("data", json));
        });
    }

    private Mono<Answer> update(Call call) {
        String newKey = call.body().textOrNull("unique_key");
        if (newKey != null) {
            requireVisible(call, newKey);
        }
        return Refusals.untilStored(findOrFail(call).flatMap(stored -> {
                    Integration changed = drafts.change(stored, call.body());
                    return changed.uniqueKey().equals(stored.uniqueKey())
                            ? integrations.replace(changed)
                            : rename(stored, changed);
                }))
                .map(Integrations::toAnswer);
    }

    /** Only without connections, because those name their integration by its key. */
    private Mono<Integration> rename(Integration stored, Integration renamed) {
        return connections
                .count(stored.environment(), stored.uniqueKey())
                .filter(count -> count == 0)
                .switchIfEmpty(Mono.error(() -> Refusals.invalidBody(
                        "The integration has connections, so its key cannot change", "unique_key")))
                .flatMap(_ -> integrations.create(renamed).switchIfEmpty(Mono.error(Integrations::taken)))
                .flatMap(created -> integrations
                        .delete(stored.environment(), stored.uniqueKey())
                        .thenReturn(created));
    }

    /**
     * Connections go first: if the store fails half way, the integration is still there to be deleted again, and never is
     * one left behind for a later integration of the same key to pick up. A second sweep takes those imported meanwhile.
     */
    private Mono<Answer> remove(Call call) {
        return findOrFail(call)
                .flatMap(integration -> refuseHiddenConnections(call, integration))
                .flatMap(integration -> sweep(integration)
                        .then(integrations.delete(call.environment(), integration.uniqueKey()))
                        .then(sweep(integration)))
                .thenReturn(Answer.ok(Map.of("success", true)));
    }

    private Mono<Long> sweep(Integration integration) {
        return connections.deleteAll(integration.environment(), integration.uniqueKey());
    }

    /** A key that may see only some connections must not remove the others along with their integration. */
    private Mono<Integration> refuseHiddenConnections(Call call, Integration integration) {
        if (call.caller().connections().names() == null) {
            return Mono.just(integration);
        }
        return connections
                .count(integration.environment(), integration.uniqueKey())
                .filter(count -> count == 0)
                .map(_ -> integration)
                .switchIfEmpty(Mono.error(() -> new GatewayException(
                        ErrorCode.FORBIDDEN,
                        "A key limited to some connections cannot delete an integration that has any")));
    }

    private Mono<Integration> findOrFail(Call call) {
        requireVisible(call, call.variable("key"));
        return integrations
                .find(call.environment(), call.variable("key"))
                .switchIfEmpty(Mono.error(Integrations::unknown));
    }

    private static void requireVisible(Call call, String key) {
        if (!call.caller().integrations().allows(key)) {
            throw unknown();
        }
    }

    private static Answer toAnswer(Integration integration) {
        return Answer.ok(Map.of("data", IntegrationJson.write(integration)));
    }

    private static GatewayException unknown() {
        return Refusals.notFound("Integration does not exist");
    }

    private static GatewayException taken() {
        return Refusals.invalidBody("Unique key already exists", "uniqueKey");
    }
}
