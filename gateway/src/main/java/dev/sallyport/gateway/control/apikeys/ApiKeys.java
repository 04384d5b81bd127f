// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.apikeys;

import static dev.sallyport.gateway.control.http.Operation.needing;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import dev.sallyport.filters.access.ApiKey;
import dev.sallyport.filters.access.ApiKeyStore;
import dev.sallyport.filters.access.KeyHash;
import dev.sallyport.filters.access.Scopes;
import dev.sallyport.filters.access.SecretKey;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.gateway.control.http.Answer;
import dev.sallyport.gateway.control.http.Call;
import dev.sallyport.gateway.control.http.Endpoint;
import dev.sallyport.gateway.control.http.Guard;
import dev.sallyport.gateway.control.http.Operation;
import dev.sallyport.gateway.control.http.Refusals;
import java.time.Clock;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The endpoints below {@code /api-keys}. A caller sees and revokes the keys that reach no further than its own. */
public final class ApiKeys {

    private static final Operation LIST = needing("environment:api_keys:list");
    private static final Operation CREATE =
            needing("environment:api_keys:create").body(KeyGrant.RULE);
    private static final Operation REVOKE = needing("environment:api_keys:delete");

    private final Guard guard;
    private final ApiKeyStore keys;
    private final Collection<ApiKey> configured;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param configured the keys that come from configuration: listed, but not revocable here
     * @param random cryptographically secure, and not blocking
     */
    public ApiKeys(Guard guard, ApiKeyStore keys, Collection<ApiKey> configured, Clock clock, RandomGenerator random) {
        this.guard = guard;
        this.keys = keys;
        this.configured = List.copyOf(configured);
        this.clock = clock;
        this.random = random;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                guard.endpoint(GET, "/api-keys", LIST, this::list),
                guard.endpoint(POST, "/api-keys", CREATE, this::create),
                guard.endpoint(DELETE, "/api-keys/{id}", REVOKE, this::revoke));
    }

    private Mono<Answer> list(Call call) {
        Flux<Map<String, @Nullable Object>> fromConfiguration =
                visible(call, Flux.fromIterable(configured)).map(key -> ApiKeyJson.listed(key, true));
        Flux<Map<String, @Nullable Object>> stored =
                visible(call, keys.list(call.environment())).map(key -> ApiKeyJson.listed(key, false));
        return fromConfiguration.concatWith(stored).collectList().map(data -> Answer.ok(Map.of("data", data)));
    }

    private Mono<Answer> create(Call call) {
        KeyGrant.check(call);
        SecretText secret = SecretKey.generate(random);
        ApiKey key = new ApiKey(
                newId(),
                call.body().text("name"),
                call.environment(),
                Scopes.of(call.body().texts("scopes")),
                KeyGrant.list(call.caller().integrations(), call.body(), "integrations"),
                KeyGrant.list(call.caller().connections(), call.body(), "connections"),
                clock.instant());
        return keys.create(key, KeyHash.of(secret.reveal()))
                .thenReturn(Answer.created(Map.of("data", ApiKeyJson.created(key, secret))));
    }

    private Mono<Answer> revoke(Call call) {
        String id = call.variable("id");
        return visible(call, Flux.fromIterable(configured))
                .filter(key -> key.id().equals(id))
                .next()
                .flatMap(_ -> Mono.<Answer>error(new GatewayException(
                        ErrorCode.INVALID_REQUEST, "The key comes from configuration and is removed there")))
                .switchIfEmpty(Mono.defer(() -> revokeStored(call, id)));
    }

    private Mono<Answer> revokeStored(Call call, String id) {
        return visible(call, keys.list(call.environment()))
                .filter(key -> key.id().equals(id))
                .next()
                .flatMap(_ -> keys.delete(call.environment(), id))
                .filter(deleted -> deleted)
                .map(_ -> Answer.NO_CONTENT)
                .switchIfEmpty(Mono.error(() -> Refusals.notFound("API key does not exist")));
    }

    private static Flux<ApiKey> visible(Call call, Flux<ApiKey> keys) {
        return keys.filter(
                key -> key.environment().equals(call.environment()) && KeyGrant.isWithin(call.caller(), key));
    }

    private String newId() {
        byte[] id = new byte[8];
        random.nextBytes(id);
        return "key_" + HexFormat.of().formatHex(id);
    }
}
