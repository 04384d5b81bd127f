// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every {@link IntegrationStore} does. Each test has an environment of its own, so stores may be shared. */
public abstract class IntegrationStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Instant UPDATED = Instant.parse("2026-02-03T04:05:06Z");

    private final String environment = "env-" + UUID.randomUUID();

    protected abstract IntegrationStore store();

    @Test
    void findsWhatWasCreatedWithGenerationOne() {
        Integration created = await(store().create(full("github")));

        assertThat(created).isEqualTo(withGeneration(full("github"), 1));
        assertThat(await(store().find(environment, "github"))).isEqualTo(created);
    }

    @Test
    void keepsAnIntegrationWithNothingOptional() {
        Integration bare = new Integration(
                environment,
                "bare",
                "slack",
                null,
                null,
                false,
                Map.of(),
                Map.of(),
                GatewayOptions.DEFAULTS,
                0,
                CREATED,
                UPDATED);
        await(store().create(bare));

        assertThat(await(store().find(environment, "bare"))).isEqualTo(withGeneration(bare, 1));
    }

    @Test
    void doesNotCreateOverAnExistingOne() {
        Integration first = await(store().create(full("github")));

        assertThat(await(store().create(full("github")))).isNull();
        assertThat(await(store().find(environment, "github"))).isEqualTo(first);
    }

    @Test
    void findsNothingUnderAnotherKeyOrEnvironment() {
        await(store().create(full("github")));

        assertThat(await(store().find(environment, "GitHub"))).isNull();
        assertThat(await(store().find(environment + "x", "github"))).isNull();
    }

    @Test
    void findsOneThatWasLookedForBeforeItWasCreated() {
        assertThat(await(store().find(environment, "late"))).isNull();
        await(store().create(full("late")));

        assertThat(await(store().find(environment, "late"))).isNotNull();
    }

    @Test
    void replacesTheGenerationThatWasRead() {
        Integration created = await(store().create(full("github")));

        Integration replaced = await(store().replace(named(created, "renamed", Instant.EPOCH)));

        assertThat(replaced).isEqualTo(withGeneration(named(created, "renamed", CREATED), 2));
        assertThat(await(store().find(environment, "github"))).isEqualTo(replaced);
    }

    @Test
    void doesNotReplaceAGenerationThatMoved() {
        Integration created = await(store().create(full("github")));
        Integration second = await(store().replace(named(created, "second", CREATED)));

        assertThat(await(store().replace(named(created, "late", CREATED)))).isNull();
        assertThat(await(store().find(environment, "github"))).isEqualTo(second);
    }

    @Test
    void doesNotReplaceWhatIsGone() {
        assertThat(await(store().replace(withGeneration(full("never"), 1)))).isNull();
        assertThat(await(store().find(environment, "never"))).isNull();
    }

    @Test
    void oneOfManySimultaneousReplacementsWins() {
        Integration created = await(store().create(full("contended")));

        List<Integration> winners = await(Flux.range(0, 20)
                .flatMap(i -> store().replace(named(created, "writer " + i, CREATED)))
                .collectList());

        assertThat(winners).hasSize(1);
        assertThat(await(store().find(environment, "contended"))).isEqualTo(winners.getFirst());
    }

    @Test
    void listsOneEnvironmentByKey() {
        for (String key : List.of("b", "a:1", "a", "{c}", "a%3A1")) {
            await(store().create(full(key)));
        }

        assertThat(await(store().list(environment).map(Integration::uniqueKey).collectList()))
                .containsExactly("a", "a%3A1", "a:1", "b", "{c}");
        assertThat(await(store().list(environment + "x").collectList())).isEmpty();
    }

    @Test
    void aDeletedOneIsGone() {
        await(store().create(full("github")));
        assertThat(await(store().find(environment, "github"))).isNotNull();

        assertThat(await(store().delete(environment, "github"))).isTrue();

        assertThat(await(store().find(environment, "github"))).isNull();
        assertThat(await(store().list(environment).collectList())).isEmpty();
        assertThat(await(store().delete(environment, "github"))).isFalse();
    }

    private Integration full(String uniqueKey) {
        return new Integration(
                environment,
                uniqueKey,
                "github",
                "My \"GitHub\" ✓",
                new IntegrationCredentials(
                        "OAUTH2",
                        Map.of("client_id", SecretText.of("id"), "client_secret", SecretText.of("s\u0000ecret"))),
                true,
                Map.of("appId", "42"),
                Map.of("baseUrl", "https://example.com"),
                new GatewayOptions(
                        List.of("a.example", "b.example"), true, true, 7, Duration.ofMillis(1500), true, true),
                0,
                CREATED,
                UPDATED);
    }

    private static Integration named(Integration from, String displayName, Instant createdAt) {
        return copy(from, displayName, from.generation(), createdAt);
    }

    private static Integration withGeneration(Integration from, long generation) {
        return copy(from, from.displayName(), generation, from.createdAt());
    }

    private static Integration copy(Integration from, String displayName, long generation, Instant createdAt) {
        return new Integration(
                from.environment(),
                from.uniqueKey(),
                from.provider(),
                displayName,
                from.credentials(),
                from.forwardWebhooks(),
                from.integrationConfig(),
                from.custom(),
                from.gateway(),
                generation,
                createdAt,
                from.updatedAt());
    }

    private static <T> T await(Mono<T> answer) {
        return answer.block(PATIENCE);
    }
}
