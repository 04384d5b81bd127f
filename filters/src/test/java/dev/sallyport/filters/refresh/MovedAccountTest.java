// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.catalog.CatalogLoader;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a token answer says of the account, at a refresh. The provider keeps {@code instance_url}. */
class MovedAccountTest extends OneReplica {

    private static final String OLD = "https://old.my.salesforce.com";
    private static final String NEW = "https://new.my.salesforce.com";
    private static final Map<String, Object> CONFIG = Map.of("instance_url", OLD, "hostname", "acme.example");

    private final Connection expired = Objects.requireNonNull(
            store.save(Samples.connection(token(0, LONG_AGO), CONFIG, Map.of())).block());

    @Test
    void aRefreshKeepsWhatItsAnswerSays() {
        provider.answers(granted(NEW));

        renew();

        assertThat(stored().connectionConfig()).isEqualTo(Map.of("instance_url", NEW, "hostname", "acme.example"));
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
        assertThat(stored().generation()).isEqualTo(expired.generation() + 1);
    }

    @Test
    void anAnswerThatSaysNothingChangesNothing() {
        renew();

        assertThat(stored().connectionConfig()).isEqualTo(CONFIG);
    }

    @Test
    void whatTheFieldMayNotBeIsNotKept() {
        provider.answers(granted("javascript:alert(1)"));

        renew();

        assertThat(stored().connectionConfig()).isEqualTo(CONFIG);
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
    }

    /** By a replica that died after its grant was journaled. */
    @Test
    void aGrantOfTheJournalSaysTheSame() {
        shared.journal()
                .append(
                        KEY,
                        new JournalEntry(
                                expired.id(),
                                Fingerprint.of(expired.credential()),
                                granted(NEW).credential()))
                .block();

        renew();

        assertThat(provider.requests).isZero();
        assertThat(stored().connectionConfig()).containsEntry("instance_url", NEW);
    }

    @Test
    void aConfigurationThatWasChangedMeanwhileLosesNothing() {
        provider.takes(Duration.ofSeconds(1));
        provider.answers(granted(NEW));
        begin();
        Map<String, Object> changed = Map.of("instance_url", OLD, "hostname", "changed.example", "more", "1");
        store.replace(expired.with(expired.credential(), changed, Samples.NOW)).block();

        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(stored().connectionConfig())
                .isEqualTo(Map.of("instance_url", NEW, "hostname", "changed.example", "more", "1"));
        assertThat(stored().credential().accessToken()).isEqualTo("access-1");
        assertThat(stored().generation()).isEqualTo(expired.generation() + 2);
    }

    private void renew() {
        begin();
        time.advanceTimeBy(Duration.ofSeconds(2));
    }

    private void begin() {
        Subject subject = new Subject(
                Samples.integration(),
                Objects.requireNonNull(CatalogLoader.load(List.of()).find("salesforce")),
                expired);
        refresher.renewed(subject, Waiter.of(PATIENCE)).subscribe();
    }

    private static Granted granted(String instanceUrl) {
        return new Granted(new OAuth2Credential(
                SecretText.of("access-1"),
                SecretText.of("refresh-1"),
                Samples.NOW.plusSeconds(3_600),
                SecretMap.of(Map.of("access_token", "access-1", "instance_url", instanceUrl)),
                SecretMap.EMPTY));
    }
}
