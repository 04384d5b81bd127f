// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.connection.EndUser;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ConnectSessions} does. Tokens are unique, so stores may be shared. */
public abstract class ConnectSessionsContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String token = "token-" + UUID.randomUUID();

    protected abstract ConnectSessions sessions();

    /** What the sessions take for the time. */
    protected abstract Instant now();

    @Test
    void aSessionIsFoundAsItWasSaved() {
        ConnectSession full = new ConnectSession(
                "id",
                "dev",
                new EndUser(
                        "u", "Ann", "ann@example.com", Map.of("plan", "pro"), new EndUser.Organization("o", "Acme")),
                Map.of("team", "blue"),
                List.of("github", "a:b{c}"),
                Map.of(
                        "github",
                        new ConnectSession.Defaults(
                                Map.of("audience", "x"),
                                Map.of("subdomain", "acme", "n", new BigDecimal("1.10"), "flag", true),
                                "https://docs.example/x"),
                        "other",
                        ConnectSession.Defaults.NONE),
                "https://hooks.example/x",
                new ConnectionKey("dev", "github", "c"),
                now().plusSeconds(600));
        sessions().save(token, full).block(PATIENCE);

        assertThat(find(token)).isEqualTo(full);
    }

    @Test
    void aSessionOfLittleIsFoundAsItWasSaved() {
        ConnectSession little = session(Duration.ofMinutes(10));
        sessions().save(token, little).block(PATIENCE);

        assertThat(find(token)).isEqualTo(little);
    }

    @Test
    void anotherTokenFindsNothing() {
        sessions().save(token, session(Duration.ofMinutes(10))).block(PATIENCE);

        assertThat(find(token + "x")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void anExpiredSessionIsNotFound() {
        sessions().save(token, session(Duration.ofSeconds(-1))).block(PATIENCE);

        assertThat(find(token)).isNull();
    }

    @Test
    void aDeletedSessionIsGoneAndDeletingAgainIsFine() {
        sessions().save(token, session(Duration.ofMinutes(10))).block(PATIENCE);

        sessions().delete(token).block(PATIENCE);
        assertThat(find(token)).isNull();
        sessions().delete(token).block(PATIENCE);
    }

    protected ConnectSession session(Duration rest) {
        Instant expiresAt = now().plus(rest).truncatedTo(ChronoUnit.MILLIS);
        return new ConnectSession("id", "dev", null, Map.of(), List.of(), Map.of(), null, null, expiresAt);
    }

    private ConnectSession find(String wanted) {
        return sessions().find(wanted).block(PATIENCE);
    }
}
