// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.refresh;

import dev.sallyport.filters.connection.Connection;
import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.OAuth2Credential;
import dev.sallyport.filters.credential.SecretMap;
import dev.sallyport.filters.credential.SecretText;
import dev.sallyport.filters.error.StoreUnavailableException;
import dev.sallyport.filters.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What all replicas share: the store, the lease, the journal, the provider's authorization server; and time. Everything happens on
 * one thread in virtual time and by one source of chance, so a seed is a whole history.
 */
final class Simulation {

    static final Instant START = Samples.NOW;
    static final ConnectionKey KEY = new ConnectionKey("dev", "acme", "alice");

    /** How a run may go wrong. */
    record Trouble(
            boolean crashes,
            boolean pauses,
            boolean lostMessages,
            boolean failovers,
            boolean badServer,
            boolean writes) {

        static final Trouble NONE = new Trouble(false, false, false, false, false, false);

        /** Whether nothing can part a grant from its owner or a lease from its holder. */
        boolean isHarmless() {
            return !crashes && !pauses && !lostMessages && !failovers && !badServer;
        }
    }

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final Random random;
    Trouble trouble;
    final AuthorizationServer server;
    final List<String> violations = new ArrayList<>();
    final List<String> history = new ArrayList<>();
    final List<SimulatedReplica> replicas = new ArrayList<>();

    // The store.
    @Nullable
    Connection stored;

    private @Nullable String leaseToken;
    private long leaseEnds;
    private boolean failedOver;
    final Map<String, JournalEntry> journal = new LinkedHashMap<>();

    @Nullable
    Setback setback;

    private final Map<Integer, Long> journaledAt = new HashMap<>();
    final TreeSet<Integer> journaled = new TreeSet<>();
    private long storeAwayUntil;
    private long sequence;
    int brokenEvents;

    Simulation(long seed, Trouble trouble, Duration leeway) {
        this.random = new Random(seed);
        this.trouble = trouble;
        this.server = new AuthorizationServer(this, leeway);
        this.stored = connection(server.firstGrant(), 1);
    }

    static Connection connection(OAuth2Credential credential, long generation) {
        return new Connection(
                7, KEY, "acme", credential, Map.of(), Map.of(), null, Map.of(), null, generation, START, START);
    }

    static OAuth2Credential credential(int number, Instant expiresAt) {
        return new OAuth2Credential(
                SecretText.of("access-" + number),
                SecretText.of("refresh-" + number),
                expiresAt,
                SecretMap.EMPTY,
                SecretMap.EMPTY);
    }

    /** Which of the server's grants it is. */
    static int numberOf(Connection connection) {
        return numberOf(((OAuth2Credential) connection.credential()).token().reveal());
    }

    static int numberOf(String token) {
        return Integer.parseInt(token.substring(token.indexOf('-') + 1));
    }

    long nowMillis() {
        return time.now(TimeUnit.MILLISECONDS);
    }

    Instant now() {
        return START.plusMillis(nowMillis());
    }

    /** A number that grows with everything that happens, where times are too coarse to tell before from after. */
    long tick() {
        return ++sequence;
    }

    void at(long delayMillis, Runnable event) {
        time.schedule(event, delayMillis, TimeUnit.MILLISECONDS);
    }

    long between(long least, long most) {
        return least + random.nextLong(most - least + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void note(String what) {
        history.add(nowMillis() + " " + what);
    }

    void violation(String what) {
        violations.add(nowMillis() + " " + what);
    }

    <T extends @Nullable Object> T onStore(Supplier<T> action) {
        if (nowMillis() < storeAwayUntil) {
            throw new StoreUnavailableException("away");
        }
        return action.get();
    }

    void storeAway(long millis) {
        storeAwayUntil = nowMillis() + millis;
    }

    // The store's scripts; each is one moment.

    boolean replace(Connection connection) {
        Connection current = stored;
        if (current == null || current.id() != connection.id() || current.generation() != connection.generation()) {
            return false;
        }
        if (numberOf(connection) < numberOf(current)) {
            violation("grant " + numberOf(connection) + " replaces " + numberOf(current));
        }
        save(connection);
        return true;
    }

    void save(Connection connection) {
        long generation = connection.generation() + 1;
        Connection next = new Connection(
                connection.id(),
                KEY,
                "acme",
                connection.credential(),
                Map.of(),
                connection.metadata(),
                null,
                Map.of(),
                null,
                generation,
                START,
                connection.updatedAt());
        stored = next;
        note("stored grant " + numberOf(next) + " as generation " + generation);
        replicas.forEach(replica -> replica.hearsOf(next));
    }

    /** Somebody authorizes again while refreshes may be under way. */
    void reauthorize() {
        Connection current = stored;
        if (current != null) {
            save(with(current, server.reauthorize()));
            setback = null;
        }
    }

    /** Somebody writes something else, which moves the generation. */
    void touch() {
        Connection current = stored;
        if (current != null) {
            save(current);
        }
    }

    private static Connection with(Connection current, OAuth2Credential credential) {
        return new Connection(
                current.id(),
                KEY,
                "acme",
                credential,
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                null,
                current.generation(),
                START,
                START);
    }

    boolean acquire(String token, Duration ttl) {
        if (leaseToken != null && nowMillis() < leaseEnds && !leaseToken.equals(token)) {
            return false;
        }
        leaseToken = token;
        leaseEnds = nowMillis() + ttl.toMillis();
        return true;
    }

    boolean renew(String token, Duration ttl) {
        boolean ours = token.equals(leaseToken) && nowMillis() < leaseEnds;
        if (ours) {
            leaseEnds = nowMillis() + ttl.toMillis();
        }
        return ours;
    }

    void release(String token) {
        if (token.equals(leaseToken)) {
            leaseToken = null;
        }
    }

    void failover() {
        note("failover loses the lease");
        failedOver = true;
        leaseToken = null;
    }

    /** Whether a request may be sent under this token: it holds the lease, or lost it in a way that nobody could know of. */
    boolean maySend(String token) {
        return failedOver || (token.equals(leaseToken) && nowMillis() < leaseEnds);
    }

    String append(JournalEntry entry) {
        String id = "e" + tick();
        journal.put(id, entry);
        int number = numberOf(((OAuth2Credential) entry.granted()).token().reveal());
        note("journaled grant " + number);
        journaled.add(number);
        journaledAt.putIfAbsent(number, tick());
        return id;
    }

    /** Whether the grant that follows this one was in the journal before a moment; what is then asked for is asked in vain. */
    boolean wasJournaledBefore(int number, long moment) {
        return journaledAt.getOrDefault(number + 1, Long.MAX_VALUE) < moment;
    }

    boolean setBack(@Nullable Setback previous, Setback next) {
        String expected = previous == null ? null : previous.id();
        String actual = setback == null ? null : setback.id();
        if (expected == null ? actual != null : !expected.equals(actual)) {
            return false;
        }
        setback = next;
        return true;
    }

    void publish() {
        replicas.forEach(SimulatedReplica::wakes);
    }
}
