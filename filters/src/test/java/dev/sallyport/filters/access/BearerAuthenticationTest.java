// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.error.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BearerAuthenticationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String UUID_KEY = "3d3e5a8c-0c1f-4d5b-9b1e-2f6a7c8d9e0f";
    private static final String STORED_KEY = SecretKey.generate(new Random(42)).reveal();
    private static final String UNKNOWN_KEY = SecretKey.generate(new Random(43)).reveal();

    private final List<KeyHash> asked = new ArrayList<>();
    private final ApiKeyStore store =
            storeThat(hash -> hash.equals(KeyHash.of(STORED_KEY)) ? Mono.just(key("stored")) : Mono.empty());
    private final BearerAuthentication authentication =
            new BearerAuthentication(new ConfiguredKeys(Map.of(KeyHash.of(UUID_KEY), key("configured"))), store);

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "%s", "Bearer  %s ", "Bearer Bearer %s", "Token Bearer %s"})
    void theKeyIsWhatFollowsTheLastBearerOrTheWholeValue(String form) {
        authenticate(form.formatted(STORED_KEY))
                .assertNext(key -> assertThat(key.id()).isEqualTo("stored"))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aConfiguredKeyIsKnownWithoutAskingTheStore() {
        authenticate("Bearer " + UUID_KEY)
                .assertNext(key -> assertThat(key.id()).isEqualTo("configured"))
                .expectComplete()
                .verify(PATIENCE);
        assertThat(asked).isEmpty();
    }

    @Test
    void noHeaderIsMissing() {
        refused(ErrorCode.MISSING_AUTH_HEADER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "nonsense", "Bearer bearer"})
    void whatIsNoKeyIsMalformed(String header) {
        refused(ErrorCode.MALFORMED_AUTH_HEADER, header);
    }

    @Test
    void twoHeadersAreMalformedEvenIfOneIsRight() {
        refused(ErrorCode.MALFORMED_AUTH_HEADER, "Bearer " + UUID_KEY, "Bearer " + STORED_KEY);
    }

    @Test
    void aMistypedKeyIsUnknownWithoutAskingTheStore() {
        char last = STORED_KEY.charAt(STORED_KEY.length() - 1);
        String mistyped = STORED_KEY.substring(0, STORED_KEY.length() - 1) + (last == 'a' ? 'b' : 'a');

        refused(ErrorCode.UNKNOWN_ACCOUNT, "Bearer " + mistyped);
        refused(ErrorCode.UNKNOWN_ACCOUNT, "Bearer 00000000-0000-4000-8000-000000000000");
        assertThat(asked).isEmpty();
    }

    @Test
    void aWellFormedKeyThatTheStoreDoesNotHaveIsUnknown() {
        refused(ErrorCode.UNKNOWN_ACCOUNT, "Bearer " + UNKNOWN_KEY);
        assertThat(asked).containsExactly(KeyHash.of(UNKNOWN_KEY));
    }

    @ParameterizedTest
    @CsvSource({"Bearer sk_secretsecretsecret", "Bearer not-a-key-but-secret", "secretsecret"})
    void aRefusalDoesNotRepeatTheKey(String header) {
        StepVerifier.create(authentication.authenticate(request(header)))
                .expectErrorSatisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"))
                .verify(PATIENCE);
    }

    @Test
    void aStoreThatIsAwayIsNoReasonToCallTheKeyUnknown() {
        ApiKeyStore away = storeThat(hash -> Mono.error(new StoreUnavailableException("away")));
        BearerAuthentication onAway = new BearerAuthentication(new ConfiguredKeys(Map.of()), away);

        StepVerifier.create(onAway.authenticate(request("Bearer " + STORED_KEY)))
                .expectError(StoreUnavailableException.class)
                .verify(PATIENCE);
    }

    private ApiKeyStore storeThat(Function<KeyHash, Mono<ApiKey>> finds) {
        InMemoryApiKeyStore others = new InMemoryApiKeyStore();
        return new ApiKeyStore() {
            @Override
            public Mono<ApiKey> findByHash(KeyHash hash) {
                asked.add(hash);
                return finds.apply(hash);
            }

            @Override
            public Flux<ApiKey> list(String environment) {
                return others.list(environment);
            }

            @Override
            public Mono<Void> create(ApiKey key, KeyHash hash) {
                return others.create(key, hash);
            }

            @Override
            public Mono<Boolean> delete(String environment, String id) {
                return others.delete(environment, id);
            }
        };
    }

    private StepVerifier.FirstStep<ApiKey> authenticate(String... headers) {
        return StepVerifier.create(authentication.authenticate(request(headers)));
    }

    private void refused(ErrorCode code, String... headers) {
        authenticate(headers)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(code)))
                .verify(PATIENCE);
    }

    private static ServerHttpRequest request(String... authorization) {
        HttpHeaders headers = new HttpHeaders();
        for (String value : authorization) {
            headers.add(HttpHeaders.AUTHORIZATION, value);
        }
        return (ServerHttpRequest) Proxy.newProxyInstance(
                ServerHttpRequest.class.getClassLoader(),
                new Class<?>[] {ServerHttpRequest.class},
                (self, method, args) -> {
                    assertThat(method.getName()).as("all that is read").isEqualTo("getHeaders");
                    return headers;
                });
    }

    private static ApiKey key(String id) {
        return new ApiKey(id, id, "dev", Scopes.all(), AllowList.EVERYTHING, AllowList.EVERYTHING, Instant.EPOCH);
    }
}
