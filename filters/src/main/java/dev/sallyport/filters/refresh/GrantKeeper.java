// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.catalog.AnswerFacts;
import dev.sallyport.filters.catalog.Provider;
import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.Credential;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.refresh.RefreshJournal.Written;
import dev.sallyport.filters.refresh.RefreshOutcome.Renewed;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Brings a granted credential into the store: first into the journal, so that it outlives this replica, then by compare-and-set
 * into the connection, so that it never replaces a newer one. While the store is away it keeps trying: what it holds may exist
 * nowhere else.
 */
final class GrantKeeper {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final RefreshPorts ports;
    private final RefreshTime time;
    private final ConnectionKey key;
    private final Provider provider;

    GrantKeeper(RefreshPorts ports, RefreshTime time, Subject subject) {
        this.ports = ports;
        this.time = time;
        this.key = subject.key();
        this.provider = subject.provider();
    }

    /** What was granted for this connection's credential. */
    Mono<RefreshOutcome> keep(Connection current, Credential granted) {
        JournalEntry entry = new JournalEntry(current.id(), Fingerprint.of(current.credential()), granted);
        return insist(ports.journal().append(key, entry))
                .flatMap(id -> swap(current, entry).delayUntil(_ -> tidy(id)));
    }

    /** What another replica, or this one before it was restarted, was granted and did not get to store. */
    Mono<RefreshOutcome> replay(Connection current, Written written) {
        return swap(current, written.entry()).delayUntil(_ -> tidy(written.id()));
    }

    /** Entries that no longer follow anything. */
    Mono<Void> drop(List<Written> superseded) {
        return superseded.isEmpty()
                ? Mono.empty()
                : harmless(ports.journal()
                        .remove(key, superseded.stream().map(Written::id).toList()));
    }

    private Mono<RefreshOutcome> swap(Connection current, JournalEntry entry) {
        return insist(Mono.defer(() -> ports.connections().replace(granted(current, entry.granted()))))
                .<RefreshOutcome>map(Renewed::new)
                .switchIfEmpty(Mono.defer(() -> reconsider(entry)));
    }

    /**
     * What its answer says of the account goes into the configuration by the same write, as it did when the connection was authorized:
     * accounts move, and their calls with them. A journal's entry holds the answer, so a replay says the same.
     */
    private Connection granted(Connection current, Credential credential) {
        Map<String, Object> config = new LinkedHashMap<>(current.connectionConfig());
        if (credential.fields().get("raw") instanceof Map<?, ?> answer) {
            config.putAll(AnswerFacts.of(provider, answer));
        }
        return current.with(credential, config, time.now());
    }

    /** The generation moved. That may have been our own write with its answer lost, or a write of something else. */
    private Mono<RefreshOutcome> reconsider(JournalEntry entry) {
        return insist(ports.connections().findLatest(key))
                .flatMap(latest -> follows(entry, latest) ? swap(latest, entry) : Mono.just(new Renewed(latest)))
                .defaultIfEmpty(RefreshOutcome.GONE);
    }

    static boolean follows(JournalEntry entry, Connection connection) {
        return entry.connectionId() == connection.id()
                && entry.before().equals(Fingerprint.of(connection.credential()));
    }

    private Mono<Void> tidy(String entryId) {
        return Mono.when(
                        harmless(ports.journal().remove(key, List.of(entryId))),
                        harmless(ports.setbacks().clear(key)))
                .then(harmless(ports.notices().publish(key)));
    }

    private <T> Mono<T> insist(Mono<T> onStore) {
        return onStore.retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .jitter(0)
                .scheduler(time.scheduler())
                .filter(StoreUnavailableException.class::isInstance));
    }

    /** What the next refresh would do as well. */
    static Mono<Void> harmless(Mono<Void> tidying) {
        return tidying.onErrorComplete(StoreUnavailableException.class);
    }
}
