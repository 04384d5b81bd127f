// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.Catalog;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.ApiKeyCredential;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.integration.InMemoryIntegrationStore;
import dev.sallyport.filters.refresh.TokenOutcome.Refused;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdleConnectionsTest extends OneReplica {

    private static final Duration DAY = Duration.ofHours(24);

    private final InMemoryIntegrationStore integrations = new InMemoryIntegrationStore();
    private final List<Long> swept = new ArrayList<>();
    private int sweeps;

    @BeforeEach
    void anIntegration() {
        integrations.create(Samples.integration()).block();
    }

    @Test
    void whatExpiredAndWasNotWrittenForADayIsRenewed() {
        put("idle", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        put("endless", token(0, null), Samples.NOW);
        put("key", new ApiKeyCredential(SecretText.of("k")), Samples.NOW);
        put("written", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW.plusSeconds(3_600));
        put("fresh", token(0, Samples.NOW.plus(DAY).plus(DAY)), Samples.NOW);
        time.advanceTimeBy(DAY.plusSeconds(1));

        sweep(5);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(swept).containsExactly(1L);
        assertThat(tokenOf("idle")).isEqualTo("access-1");
        assertThat(List.of(tokenOf("endless"), tokenOf("written"), tokenOf("fresh")))
                .containsOnly("access-0");
    }

    @Test
    void theyAreRenewedNoFasterThanTheRate() {
        for (int i = 0; i < 20; i++) {
            put("idle-" + i, token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        }
        time.advanceTimeBy(DAY.plusSeconds(1));

        sweep(5);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(provider.requests).isBetween(8, 11);
        time.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(provider.requests).isEqualTo(20);
        assertThat(swept).containsExactly(20L);
    }

    @Test
    void onlyOneReplicaLooksWithinAnInterval() {
        put("idle", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        sweep(5);
        time.advanceTimeBy(DAY.plusSeconds(1));
        sweep(5);
        put("later", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        sweep(5);
        time.advanceTimeBy(Duration.ofMinutes(59));
        sweep(5);
        time.advanceTimeBy(Duration.ofMinutes(2));
        sweep(5);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(swept).containsExactly(0L, 0L, 1L, 0L, 1L);
    }

    @Test
    void aBrokenOneIsLeftAlone() {
        provider.answers(new Refused("invalid_grant"));
        put("idle", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        for (int i = 0; i < 3; i++) {
            time.advanceTimeBy(DAY.plusSeconds(1));
            sweep(5);
            time.advanceTimeBy(Duration.ofSeconds(5));
        }

        assertThat(provider.requests).isOne();
        assertThat(broken).containsExactly("idle invalid_grant");
    }

    @Test
    void aRateOfZeroTurnsItOff() {
        put("idle", token(0, Samples.NOW.plusSeconds(3_600)), Samples.NOW);
        time.advanceTimeBy(DAY.plusSeconds(1));

        sweep(0);
        time.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(provider.requests).isZero();
    }

    private void sweep(int rate) {
        IdleConnections idle = new IdleConnections(
                store,
                integrations,
                new Catalog(Map.of("acme", Samples.provider(Samples.rules("")))),
                refresher,
                new ConnectionHealth(shared.setbacks(), new Listener()),
                shared.lease(),
                RefreshSettings.DEFAULTS,
                new IdleRefreshSettings(DAY, Duration.ofHours(1), rate),
                new RefreshTime(new VirtualClock(), () -> time.now(TimeUnit.NANOSECONDS), new Random(sweeps++), time));
        idle.sweep("dev").subscribe(swept::add);
    }

    private void put(String id, Credential credential, Instant updatedAt) {
        store.save(new Connection(
                        0,
                        new ConnectionKey("dev", "acme", id),
                        "acme",
                        credential,
                        Map.of(),
                        Map.of(),
                        null,
                        Map.of(),
                        null,
                        0,
                        updatedAt,
                        updatedAt))
                .block();
    }

    private String tokenOf(String id) {
        Connection stored = store.find(new ConnectionKey("dev", "acme", id)).block();
        return String.valueOf(Objects.requireNonNull(stored).credential().accessToken());
    }
}
