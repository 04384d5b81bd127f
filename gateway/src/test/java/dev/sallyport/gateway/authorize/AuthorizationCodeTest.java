// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.filters.authorize.AuthorizeSettings;
import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.error.GatewayException;
import dev.sallyport.filters.event.ConnectionEvent.Operation;
import dev.sallyport.filters.event.ConnectionEvents;
import dev.sallyport.filters.integration.GatewayOptions;
import dev.sallyport.filters.integration.Integration;
import dev.sallyport.filters.integration.IntegrationCredentials;
import dev.sallyport.filters.refresh.CredentialRefresher;
import dev.sallyport.filters.refresh.RefreshObserver;
import dev.sallyport.filters.refresh.RefreshPorts;
import dev.sallyport.filters.refresh.RefreshSettings;
import dev.sallyport.filters.refresh.RefreshTime;
import dev.sallyport.filters.refresh.Subject;
import dev.sallyport.filters.refresh.Waiter;
import dev.sallyport.filters.session.ConnectSession;
import dev.sallyport.filters.token.TokenEndpoints;
import dev.sallyport.gateway.authorize.Browser.Page;
import dev.sallyport.redis.RedisStores;
import dev.sallyport.redis.TestStores;
import dev.sallyport.redis.embedded.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

/** The code flow from the first redirect to a later refresh: two replicas on one Redis, and an authorization server of others. */
class AuthorizationCodeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AuthorizeSettings SETTINGS =
            new AuthorizeSettings(Duration.ofMinutes(10), Duration.ofSeconds(15));

    @TempDir
    static Path directory;

    private static TestServer redis;
    private static RedisStores stores;
    private static RedisStores otherStores;
    private static AuthorizingGateway gateway;
    private static AuthorizingGateway other;
    private static SpringAuthorizationServer provider;
    private static Catalog catalog;

    @BeforeAll
    static void start() throws Exception {
        redis = TestServer.start();
        stores = TestStores.open(redis.uri());
        otherStores = TestStores.open(redis.uri());
        gateway = AuthorizingGateway.bind();
        other = AuthorizingGateway.bind();
        provider = SpringAuthorizationServer.start(other.url() + "/oauth/callback");
        Path file = directory.resolve("catalog.yaml");
        Files.writeString(file, """
                acme:
                  display_name: Acme
                  auth_mode: OAUTH2
                  authorization_url: %1$s/oauth2/authorize
                  token_url: %1$s/oauth2/token
                  authorization_method: header
                  default_scopes: [read, write]
                  proxy:
                    base_url: %1$s
                """.formatted(provider.url()));
        catalog = CatalogLoader.load(List.of(file.toString()));
        stores.integrations().create(integration()).block(PATIENCE);
        gateway.open(stores, catalog, other.url(), SETTINGS);
        other.open(otherStores, catalog, other.url(), SETTINGS);
    }

    @AfterAll
    static void stop() {
        provider.close();
        other.close();
        gateway.close();
        otherStores.close();
        stores.close();
        redis.close();
    }

    @Test
    void aConnectionIsCreatedAndItsRefreshTokenRotates() throws Exception {
        session("creating", null);
        Browser browser = new Browser();

        Page done = browser.get(consented(browser, begin(browser, "creating")));

        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(done.body()).contains("Acme is connected.");
        ConnectionKey key = other.events.getLast().connection().key();
        assertThat(other.events.getLast().operation()).isEqualTo(Operation.CREATION);
        Connection created = find(key);
        assertThat(created.endUser()).isNotNull();
        assertThat(created.tags()).containsExactly(Map.entry("team", "blue"));
        OAuth2Credential first = (OAuth2Credential) created.credential();
        assertThat(first.expiresAt()).isBetween(Instant.now(), Instant.now().plusSeconds(300));
        assertThat((String) first.raw().reveal().get("scope")).isEqualTo("read");

        Connection second = renewed(created);
        OAuth2Credential rotated = (OAuth2Credential) second.credential();
        assertThat(rotated.refreshToken()).isNotNull().isNotEqualTo(first.refreshToken());
        assertThat(((OAuth2Credential) renewed(second).credential()).refreshToken())
                .isNotEqualTo(rotated.refreshToken());
    }

    @Test
    void aBrokenConnectionIsRepairedUnderItsOldNameAndKeepsItsMetadata() throws Exception {
        ConnectionKey key = new ConnectionKey("dev", "acme", "broken");
        OAuth2Credential dead = new OAuth2Credential(
                SecretText.of("dead"), SecretText.of("revoked"), Instant.now(), SecretMap.EMPTY, SecretMap.EMPTY);
        Connection stored = Objects.requireNonNull(stores.connections()
                .save(new Connection(
                        0,
                        key,
                        "acme",
                        dead,
                        Map.of("kept", "1"),
                        Map.of("note", "mine"),
                        null,
                        Map.of(),
                        null,
                        0,
                        Instant.now(),
                        Instant.now()))
                .block(PATIENCE));
        assertThatThrownBy(() -> renewed(stored))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        broken -> assertThat(broken.code()).isEqualTo(ErrorCode.CONNECTION_BROKEN));
        session("repairing", key);
        Browser browser = new Browser();

        Page done = browser.get(consented(browser, begin(browser, "repairing")));

        assertThat(done.body()).contains("Acme is connected again.");
        assertThat(other.events.getLast().operation()).isEqualTo(Operation.OVERRIDE);
        Connection repaired = find(key);
        assertThat(repaired.id()).isEqualTo(stored.id());
        assertThat(repaired.metadata()).isEqualTo(Map.of("note", "mine"));
        assertThat(repaired.connectionConfig()).isEqualTo(Map.of("kept", "1"));
        assertThat(renewed(repaired).credential()).isNotEqualTo(repaired.credential());
    }

    @Test
    void whoDeclinesIsToldSoAndNothingIsStored() throws Exception {
        session("declining", null);
        Browser browser = new Browser();
        int before = other.events.size();

        Page consent = signIn(browser, begin(browser, "declining"), "grace");
        Page back = browser.submit(
                provider.url() + "/oauth2/authorize", Map.of("client_id", "the-id", "state", consent.input("state")));
        Page done = browser.get(back.location().toString());

        assertThat(done.status()).isEqualTo(400);
        assertThat(done.body()).contains("Access was not granted at Acme.").contains("access_denied");
        assertThat(other.events).hasSize(before);
    }

    /** The provider's own check of the verifier, from outside. */
    @Test
    void aCodeAloneIsWorthNothing() throws Exception {
        session("stolen", null);
        Browser browser = new Browser();
        String callback = consented(browser, begin(browser, "stolen"));

        Page stolen = new Browser().get(callback);

        assertThat(stolen.status()).isEqualTo(400);
        assertThat(stolen.body()).contains("this browser has begun");
        assertThat(browser.get(callback).status()).isEqualTo(200);
    }

    /** At one replica; the way back leads to the other. */
    private static Page begin(Browser browser, String session) throws Exception {
        Page page = browser.get(gateway.url() + "/oauth/connect/acme?connect_session_token=" + session);
        assertThat(page.status()).as(page.body()).isEqualTo(302);
        return page;
    }

    /** Through sign-in and consent; answers the address that the provider sends the browser back to. */
    private static String consented(Browser browser, Page begun) throws Exception {
        Page consent = signIn(browser, begun, "ada");
        Page back = browser.submit(
                provider.url() + "/oauth2/authorize",
                Map.of("client_id", "the-id", "state", consent.input("state"), "scope", "read"));
        assertThat(back.header("location")).as(back.body()).startsWith(other.url() + "/oauth/callback?code=");
        return back.location().toString();
    }

    private static Page signIn(Browser browser, Page begun, String user) throws Exception {
        Page login =
                browser.get(browser.get(begun.location().toString()).location().toString());
        Page signedIn = browser.submit(
                provider.url() + "/login",
                Map.of(
                        "username",
                        user,
                        "password",
                        SpringAuthorizationServer.PASSWORD,
                        "_csrf",
                        login.input("_csrf")));
        return browser.get(signedIn.location().toString());
    }

    private static void session(String token, ConnectionKey reconnect) {
        EndUser user = new EndUser("u1", "Ada", null, Map.of(), null);
        gateway.sessions.put(
                token,
                new ConnectSession(
                        "s-" + token,
                        "dev",
                        user,
                        Map.of("team", "blue"),
                        List.of("acme"),
                        Map.of(),
                        null,
                        reconnect,
                        Instant.now().plusSeconds(600)));
    }

    private static Connection find(ConnectionKey key) {
        return Objects.requireNonNull(stores.connections().findLatest(key).block(PATIENCE));
    }

    private static Connection renewed(Connection connection) {
        Provider acme = Objects.requireNonNull(catalog.find("acme"));
        Subject subject = new Subject(integration(), acme, connection);
        return Objects.requireNonNull(
                refresher().afterUnauthorized(subject, Waiter.of(PATIENCE)).block(PATIENCE));
    }

    private static CredentialRefresher refresher() {
        return new CredentialRefresher(
                new RefreshPorts(
                        stores.connections(),
                        stores.refreshLease(),
                        stores.refreshJournal(),
                        stores.refreshSetbacks(),
                        stores.refreshNotices(),
                        TokenEndpoints.all(
                                gateway.exchange,
                                Clock.systemUTC(),
                                () -> ThreadLocalRandom.current().nextLong()),
                        RefreshObserver.NOOP,
                        ConnectionEvents.NOOP),
                RefreshSettings.DEFAULTS,
                new RefreshTime(
                        Clock.systemUTC(),
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextLong(),
                        Schedulers.parallel()));
    }

    private static Integration integration() {
        return new Integration(
                "dev",
                "acme",
                "acme",
                null,
                new IntegrationCredentials(
                        "OAUTH2",
                        Map.of("client_id", SecretText.of("the-id"), "client_secret", SecretText.of("the-secret"))),
                false,
                Map.of(),
                Map.of(),
                GatewayOptions.DEFAULTS,
                1,
                Instant.now(),
                Instant.now());
    }
}
