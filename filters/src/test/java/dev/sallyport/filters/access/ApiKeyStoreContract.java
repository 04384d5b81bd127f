// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What every {@link ApiKeyStore} does. Each test has an environment of its own, so stores may be shared. */
public abstract class ApiKeyStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String environment = "env-" + UUID.randomUUID();

    protected abstract ApiKeyStore store();

    @Test
    void findsACreatedKeyByTheHashOfItsSecret() {
        ApiKey key = key("a", Instant.parse("2026-01-02T03:04:05.678901Z"));
        create(key, "sk_a" + environment);

        ApiKey found = await(store().findByHash(KeyHash.of("sk_a" + environment)));

        assertThat(found).usingRecursiveComparison().isEqualTo(key);
        assertThat(found.scopes().allow("environment:proxy")).isTrue();
        assertThat(found.scopes().allow("environment:integrations:list")).isFalse();
    }

    @Test
    void keepsAllowLists() {
        ApiKey key = new ApiKey(
                "lists",
                "with lists: äöü \" \\ \n",
                environment,
                Scopes.all(),
                AllowList.of(List.of("github", "a:b{c}%")),
                new AllowList(Set.of()),
                Instant.EPOCH);
        create(key, "sk_lists" + environment);

        ApiKey found = await(store().findByHash(KeyHash.of("sk_lists" + environment)));

        assertThat(found).usingRecursiveComparison().isEqualTo(key);
        assertThat(found.connections().allows("anything")).isFalse();
        assertThat(found.integrations().allows("a:b{c}%")).isTrue();
    }

    @Test
    void findsNothingForAnUnknownSecret() {
        assertThat(await(store().findByHash(KeyHash.of("sk_unknown" + environment))))
                .isNull();
    }

    @Test
    void findsAKeyThatWasLookedForBeforeItWasCreated() {
        KeyHash hash = KeyHash.of("sk_late" + environment);
        assertThat(await(store().findByHash(hash))).isNull();

        await(store().create(key("late", Instant.EPOCH), hash));

        assertThat(await(store().findByHash(hash))).isNotNull();
    }

    @Test
    void listsTheKeysOfOneEnvironmentOldestFirst() {
        create(key("newer", Instant.parse("2026-01-02T00:00:00Z")), "sk_newer" + environment);
        create(key("older", Instant.parse("2026-01-01T00:00:00Z")), "sk_older" + environment);

        assertThat(await(store().list(environment).map(ApiKey::id).collectList()))
                .containsExactly("older", "newer");
        assertThat(await(store().list(environment + "-other").collectList())).isEmpty();
    }

    @Test
    void aDeletedKeyIsGone() {
        KeyHash hash = KeyHash.of("sk_gone" + environment);
        await(store().create(key("gone", Instant.EPOCH), hash));
        assertThat(await(store().findByHash(hash))).isNotNull();

        assertThat(await(store().delete(environment, "gone"))).isTrue();

        assertThat(await(store().findByHash(hash))).isNull();
        assertThat(await(store().list(environment).collectList())).isEmpty();
        assertThat(await(store().delete(environment, "gone"))).isFalse();
    }

    @Test
    void doesNotDeleteAKeyOfAnotherEnvironment() {
        KeyHash hash = KeyHash.of("sk_mine" + environment);
        await(store().create(key("mine", Instant.EPOCH), hash));

        assertThat(await(store().delete(environment + "-other", "mine"))).isFalse();
        assertThat(await(store().findByHash(hash))).isNotNull();
    }

    private ApiKey key(String id, Instant createdAt) {
        Scopes scopes = Scopes.of(List.of("environment:proxy", "environment:connections:*"));
        return new ApiKey(id, "name " + id, environment, scopes, AllowList.EVERYTHING, AllowList.EVERYTHING, createdAt);
    }

    private void create(ApiKey key, String secret) {
        await(store().create(key, KeyHash.of(secret)));
    }

    private static <T> T await(Mono<T> answer) {
        return answer.block(PATIENCE);
    }
}
