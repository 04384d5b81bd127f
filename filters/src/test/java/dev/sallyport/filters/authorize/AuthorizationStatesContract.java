// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import dev.sallyport.filters.credential.SecretMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What the port promises, of whoever implements it. */
public abstract class AuthorizationStatesContract {

    protected static final Duration PATIENCE = Duration.ofSeconds(10);
    protected static final Duration TTL = Duration.ofMinutes(10);

    protected final String id = UUID.randomUUID().toString();

    protected abstract AuthorizationStates states();

    @Test
    void whatIsKeptComesBackAsItWas() {
        PendingAuthorization pending = pending();
        states().save(id, "browser", pending, TTL).block(PATIENCE);

        PendingAuthorization taken = states().take(id, "browser").block(PATIENCE);

        assertThat(taken).isNotNull();
        assertThat(taken.key()).isEqualTo(pending.key());
        assertThat(taken.provider()).isEqualTo("acme");
        assertThat(taken.reconnects()).isTrue();
        assertThat(taken.connectionConfig().reveal())
                .isEqualTo(pending.connectionConfig().reveal());
        assertThat(taken.endUser()).isEqualTo(pending.endUser());
        assertThat(taken.tags()).isEqualTo(pending.tags());
        assertThat(taken.webhookUrlOverride()).isEqualTo("https://hooks.example.com/");
        assertThat(taken.carried().reveal()).isEqualTo(pending.carried().reveal());
    }

    @Test
    void absentPartsStayAbsent() {
        PendingAuthorization bare = new PendingAuthorization(
                new ConnectionKey("dev", "acme", "c"),
                "acme",
                false,
                SecretMap.EMPTY,
                null,
                Map.of(),
                null,
                SecretMap.EMPTY);
        states().save(id, "browser", bare, TTL).block(PATIENCE);

        assertThat(states().take(id, "browser").block(PATIENCE))
                .usingRecursiveComparison()
                .isEqualTo(bare);
    }

    @Test
    void itIsHandedOutOnceHoweverManyAsk() {
        states().save(id, "browser", pending(), TTL).block(PATIENCE);

        Long taken = Flux.range(0, 20)
                .flatMap(_ -> states().take(id, "browser").subscribeOn(Schedulers.parallel()))
                .count()
                .block(PATIENCE);

        assertThat(taken).isEqualTo(1);
    }

    @Test
    void anotherBrowserGetsNothingAndSpoilsNothing() {
        states().save(id, "browser", pending(), TTL).block(PATIENCE);

        assertThat(states().take(id, "another").block(PATIENCE)).isNull();
        assertThat(states().take(id, "browser").block(PATIENCE)).isNotNull();
    }

    @Test
    void whatWasNeverKeptIsNot() {
        assertThat(states().take(id, "browser").block(PATIENCE)).isNull();
    }

    protected static PendingAuthorization pending() {
        return new PendingAuthorization(
                new ConnectionKey("dev", "acme", "alice"),
                "acme",
                true,
                SecretMap.of(Map.of("subdomain", "sub-S3CR3T", "more", List.of(1, "x"))),
                new EndUser("u", "Ada", "ada@example.com", Map.of("a", "b"), new EndUser.Organization("o", null)),
                Map.of("team", "blue"),
                "https://hooks.example.com/",
                SecretMap.of(Map.of("code_verifier", "verifier-S3CR3T")));
    }
}
