// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.EndUser.Organization;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.BasicCredential;
import dev.sallyport.filters.credential.ClientCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.credential.NoCredential;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every {@link ConnectionStore} does. Each test has an environment of its own, so stores may be shared. */
public abstract class ConnectionStoreContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Instant UPDATED = Instant.parse("2026-02-03T04:05:06Z");
    private static final String EXPIRY = "2027-01-15T08:00:00Z";
    private static final Credential CREDENTIAL = new ApiKeyCredential(SecretText.of("key"));

    private final String environment = "env-" + UUID.randomUUID();

    protected abstract ConnectionStore store();

    static List<Credential> everyKindOfCredential() {
        SecretMap raw = SecretMap.of(json("a", 1, "b", null, "c", List.of("x", json("d", true))));
        return List.of(
                CREDENTIAL,
                new BasicCredential(SecretText.of("usér"), SecretText.of("")),
                new NoCredential(),
                stored("OAUTH1", Map.of("oauth_token", "t", "oauth_token_secret", "s", "raw", Map.of("id", 7))),
                stored(
                        "TBA",
                        Map.of("token_id", "t", "token_secret", "s", "config_override", Map.of("client_id", "c"))),
                stored("JWT", Map.of("key", Map.of("id", "k", "bits", 2048), "scopes", List.of("a", "b"))),
                stored("SIGNATURE", Map.of("username", "u", "password", "p", "token", "t", "expires_at", EXPIRY)),
                stored("TWO_STEP", Map.of("name", "n", "token", "t", "refresh_token", "r", "_cookies", "a=b")),
                stored("BILL", Map.of("username", "u", "password", "p", "organization_id", "o", "dev_key", "d")),
                stored("APP", Map.of("access_token", "t", "expires_at", EXPIRY, "jwtToken", "j")),
                stored("CUSTOM", Map.of("app", Map.of("access_token", "a"), "user", Map.of("id", 1))),
                stored(
                        "AWS_SIGV4",
                        Map.of("role_arn", "r", "access_key_id", "a", "secret_access_key", "s", "session_token", "t")),
                new OAuth2Credential(
                        SecretText.of("t"), SecretText.of("r"), CREATED, raw, SecretMap.of(Map.of("client_id", "c"))),
                new OAuth2Credential(SecretText.of("t"), null, null, SecretMap.EMPTY, SecretMap.EMPTY),
                new ClientCredential(
                        SecretText.of("t"),
                        SecretText.of("i"),
                        SecretText.of("s"),
                        SecretText.of("-----BEGIN CERTIFICATE-----\nx\n"),
                        SecretText.of("-----BEGIN PRIVATE KEY-----\ny\n"),
                        UPDATED,
                        raw),
                new ClientCredential(
                        SecretText.of("t"), SecretText.of("i"), SecretText.of("s"), null, null, null, SecretMap.EMPTY));
    }

    private static Credential stored(String type, Map<String, Object> fields) {
        return CredentialFields.read(type, fields);
    }

    @ParameterizedTest
    @MethodSource("everyKindOfCredential")
    void keepsEveryKindOfCredential(Credential credential) {
        await(store().save(connection("kept", credential)));

        Credential found = await(store().find(key("kept"))).credential();

        assertThat(found).hasSameClassAs(credential);
        assertThat(found.fields()).isEqualTo(credential.fields());
        assertThat(found.expiresAt()).isEqualTo(credential.expiresAt());
    }

    @Test
    void keepsJsonValuesAsTheyAre() {
        Map<String, Object> metadata = json(
                "integer",
                1,
                "long",
                1L << 40,
                "big",
                new BigInteger("123456789012345678901234567890"),
                "decimal",
                new BigDecimal("0.1234567890123456789"),
                "null",
                null,
                "text",
                "ä\"\\\n\u0000😀",
                "nested",
                json("z", 1, "a", Arrays.asList(1, null, "x", List.of())));
        Map<String, Object> config = json("subdomain", "acme", "port", 443, "empty", Map.of());
        Connection written = full("exact", config, metadata);
        await(store().save(written));

        Connection found = await(store().find(key("exact")));

        assertThat(found.metadata()).isEqualTo(metadata);
        assertThat(found.metadata().keySet()).containsExactlyElementsOf(metadata.keySet());
        assertThat(found.connectionConfig()).isEqualTo(config);
        assertThat(found.endUser()).isEqualTo(written.endUser());
        assertThat(found.tags()).isEqualTo(written.tags());
        assertThat(found.webhookUrlOverride()).isEqualTo("https://hooks.example/x");
        assertThat(found.createdAt()).isEqualTo(CREATED);
        assertThat(found.updatedAt()).isEqualTo(UPDATED);
        assertThat(found.provider()).isEqualTo("github");
    }

    @Test
    void numbersConnectionsInOrderOfCreation() {
        long first = await(store().save(connection("first", CREDENTIAL))).id();
        long second = await(store().save(connection("second", CREDENTIAL))).id();

        assertThat(second).isGreaterThan(first);
        assertThat(await(store().find(key("second"))).id()).isEqualTo(second);
    }

    @Test
    void savingAgainKeepsIdAndCreationAndGrowsTheGeneration() {
        Connection first = await(store().save(connection("again", CREDENTIAL)));
        Credential other = new ApiKeyCredential(SecretText.of("other"));

        Connection second = await(store().save(copy(connection("again", other), 0, 0, UPDATED)));

        assertThat(first.generation()).isEqualTo(1);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.createdAt()).isEqualTo(CREATED);
        assertThat(await(store().find(key("again")))).isEqualTo(second);
        assertThat(await(store().count(environment, "github"))).isEqualTo(1);
    }

    @Test
    void theLatestIsWhatWasWrittenLast() {
        assertThat(store().findLatest(key("latest")).block(PATIENCE)).isNull();
        Connection saved = await(store().save(connection("latest", CREDENTIAL)));
        await(store().find(key("latest")));

        await(store().replace(saved));

        assertThat(await(store().findLatest(key("latest"))).generation()).isEqualTo(saved.generation() + 1);
        store().delete(key("latest")).block(PATIENCE);
        assertThat(store().findLatest(key("latest")).block(PATIENCE)).isNull();
    }

    @Test
    void findsNothingUnderAnotherName() {
        await(store().save(connection("a:b", CREDENTIAL)));

        assertThat(await(store().find(key("a:b")))).isNotNull();
        assertThat(await(store().find(key("a")))).isNull();
        assertThat(await(store().find(new ConnectionKey(environment, "github:a", "b"))))
                .isNull();
        assertThat(await(store().find(new ConnectionKey(environment + "x", "github", "a:b"))))
                .isNull();
    }

    @Test
    void findsOneThatWasLookedForBeforeItWasSaved() {
        assertThat(await(store().find(key("late")))).isNull();
        await(store().save(connection("late", CREDENTIAL)));

        assertThat(await(store().find(key("late")))).isNotNull();
    }

    @Test
    void replacesTheGenerationThatWasRead() {
        Connection saved = await(store().save(connection("cas", CREDENTIAL)));

        Connection replaced = await(store().replace(copy(saved, saved.id(), saved.generation(), UPDATED)));

        assertThat(replaced.generation()).isEqualTo(2);
        assertThat(replaced.id()).isEqualTo(saved.id());
        assertThat(replaced.createdAt()).isEqualTo(CREATED);
        assertThat(await(store().find(key("cas")))).isEqualTo(replaced);
    }

    @Test
    void doesNotReplaceAGenerationThatMoved() {
        Connection saved = await(store().save(connection("moved", CREDENTIAL)));
        Connection second = await(store().save(connection("moved", CREDENTIAL)));

        assertThat(await(store().replace(saved))).isNull();
        assertThat(await(store().find(key("moved")))).isEqualTo(second);
    }

    @Test
    void doesNotReplaceWhatIsGone() {
        Connection saved = await(store().save(connection("gone", CREDENTIAL)));
        await(store().delete(key("gone")));

        assertThat(await(store().replace(saved))).isNull();
        assertThat(await(store().find(key("gone")))).isNull();
    }

    @Test
    void doesNotReplaceAnotherConnectionThatTookTheName() {
        Connection old = await(store().save(connection("reborn", CREDENTIAL)));
        await(store().delete(key("reborn")));
        Connection young = await(store().save(connection("reborn", CREDENTIAL)));
        assertThat(young.generation()).isEqualTo(old.generation());

        assertThat(await(store().replace(old))).isNull();
        assertThat(await(store().find(key("reborn")))).isEqualTo(young);
    }

    @Test
    void oneOfManySimultaneousReplacementsWins() {
        Connection saved = await(store().save(connection("contended", CREDENTIAL)));

        List<Connection> winners =
                await(Flux.range(0, 20).flatMap(i -> store().replace(saved)).collectList());

        assertThat(winners).hasSize(1);
    }

    @Test
    void everySimultaneousSaveCounts() {
        await(Flux.range(0, 20)
                .flatMap(i -> store().save(connection("busy", CREDENTIAL)))
                .then());

        assertThat(await(store().find(key("busy"))).generation()).isEqualTo(20);
        assertThat(await(store().list(environment).collectList())).hasSize(1);
    }

    @Test
    void listsOneEnvironmentNewestFirst() {
        Flux.range(0, 250)
                .concatMap(i -> store().save(connection("c" + i, CREDENTIAL)))
                .blockLast(PATIENCE);

        List<String> listed =
                await(store().list(environment).map(c -> c.key().connectionId()).collectList());

        assertThat(listed).hasSize(250).startsWith("c249", "c248").endsWith("c1", "c0");
        assertThat(await(store().list(environment + "x").collectList())).isEmpty();
    }

    @Test
    void aDeletedOneIsGone() {
        await(store().save(connection("doomed", CREDENTIAL)));
        assertThat(await(store().find(key("doomed")))).isNotNull();

        assertThat(await(store().delete(key("doomed")))).isTrue();

        assertThat(await(store().find(key("doomed")))).isNull();
        assertThat(await(store().count(environment, "github"))).isZero();
        assertThat(await(store().list(environment).collectList())).isEmpty();
        assertThat(await(store().delete(key("doomed")))).isFalse();
    }

    @Test
    void deletesAllOfAnIntegrationAndNoOther() {
        Flux.range(0, 120)
                .concatMap(i -> store().save(connection("c" + i, CREDENTIAL)))
                .blockLast(PATIENCE);
        ConnectionKey other = new ConnectionKey(environment, "slack", "c1");
        await(store().save(connection(other, CREDENTIAL, Map.of(), Map.of())));
        assertThat(await(store().find(key("c7")))).isNotNull();

        assertThat(await(store().deleteAll(environment, "github"))).isEqualTo(120);

        assertThat(await(store().find(key("c7")))).isNull();
        assertThat(await(store().count(environment, "github"))).isZero();
        assertThat(await(store().count(environment, "slack"))).isEqualTo(1);
        assertThat(await(store().find(other))).isNotNull();
        assertThat(await(store().deleteAll(environment, "github"))).isZero();
    }

    private ConnectionKey key(String connectionId) {
        return new ConnectionKey(environment, "github", connectionId);
    }

    private Connection connection(String connectionId, Credential credential) {
        return connection(key(connectionId), credential, Map.of(), Map.of());
    }

    private static Connection connection(
            ConnectionKey key, Credential credential, Map<String, Object> config, Map<String, Object> metadata) {
        return new Connection(
                0, key, "github", credential, config, metadata, null, Map.of(), null, 0, CREATED, UPDATED);
    }

    private Connection full(String connectionId, Map<String, Object> config, Map<String, Object> metadata) {
        EndUser endUser =
                new EndUser("u1", "Ann", "ann@example.com", Map.of("plan", "gold"), new Organization("o1", "Acme"));
        return new Connection(
                0,
                key(connectionId),
                "github",
                CREDENTIAL,
                config,
                metadata,
                endUser,
                Map.of("team", "x"),
                "https://hooks.example/x",
                0,
                CREATED,
                UPDATED);
    }

    private static Connection copy(Connection from, long id, long generation, Instant createdAt) {
        return new Connection(
                id,
                from.key(),
                from.provider(),
                from.credential(),
                from.connectionConfig(),
                from.metadata(),
                from.endUser(),
                from.tags(),
                from.webhookUrlOverride(),
                generation,
                createdAt,
                from.updatedAt());
    }

    private static Map<String, Object> json(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static <T> T await(Mono<T> answer) {
        return answer.block(PATIENCE);
    }
}
