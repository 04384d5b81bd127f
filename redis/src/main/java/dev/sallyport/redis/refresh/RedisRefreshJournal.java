// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.credential.CredentialFields;
import dev.sallyport.filters.refresh.JournalEntry;
import dev.sallyport.filters.refresh.RefreshJournal;
import dev.sallyport.redis.client.Args;
import dev.sallyport.redis.client.Bytes;
import dev.sallyport.redis.client.RedisConnections;
import dev.sallyport.redis.client.RedisKeys;
import dev.sallyport.redis.client.RedisLane;
import dev.sallyport.redis.client.Row;
import dev.sallyport.redis.client.Script;
import dev.sallyport.redis.client.StoredJson;
import dev.sallyport.redis.seal.SealContext;
import dev.sallyport.redis.seal.SealException;
import dev.sallyport.redis.seal.Sealer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A stream for each connection with something unfinished; none at all otherwise. */
public final class RedisRefreshJournal implements RefreshJournal {

    /** More than one is rare, and of many only the last follows the connection's credential. */
    private static final int MOST_ENTRIES = 16;

    /** An entry waits for the connection's next refresh. After this time few refresh tokens are worth anything. */
    private static final Duration TTL = Duration.ofDays(30);

    private final Script append = Script.load("journal-append");
    private final Script remove = Script.load("journal-remove");
    private final RedisLane scripts;
    private final Sealer sealer;

    public RedisRefreshJournal(RedisConnections connections, Sealer sealer) {
        this.scripts = connections.scripts();
        this.sealer = sealer;
    }

    @Override
    public Mono<String> append(ConnectionKey key, JournalEntry entry) {
        // Away from the driver's threads: sealing reads the system's source of randomness.
        return Mono.fromCallable(() -> sealer.seal(toJson(entry), SealContext.refresh(key)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(envelope -> append.run(
                        scripts,
                        keys(key),
                        Args.of(Integer.toString(MOST_ENTRIES), Long.toString(TTL.toMillis()))
                                .add(envelope)))
                .map(answer -> Bytes.toText((byte[]) answer.getFirst()));
    }

    @Override
    public Flux<Written> read(ConnectionKey key) {
        return scripts.mono(commands ->
                        commands.xrange(RedisKeys.refreshJournal(key), Range.unbounded(), Limit.from(MOST_ENTRIES)))
                .publishOn(Schedulers.parallel())
                .flatMapIterable(messages -> messages)
                .concatMap(message -> open(key, message));
    }

    @Override
    public Mono<Void> remove(ConnectionKey key, List<String> ids) {
        return remove.run(scripts, keys(key), Args.of(ids.toArray(String[]::new)))
                .then();
    }

    private static List<String> keys(ConnectionKey key) {
        return List.of(RedisKeys.refreshJournal(key));
    }

    /** The sealer has logged what does not open. */
    private Mono<Written> open(ConnectionKey key, StreamMessage<String, byte[]> message) {
        return Mono.fromCallable(() -> new Written(
                        message.getId(),
                        toEntry(sealer.open(message.getBody().get(Row.SEALED), SealContext.refresh(key)))))
                .onErrorComplete(SealException.class);
    }

    private static Map<String, Object> toJson(JournalEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("connection", Long.toString(entry.connectionId()));
        json.put("before", entry.before());
        json.put("type", entry.granted().type());
        json.put("credentials", entry.granted().fields());
        return json;
    }

    private static JournalEntry toEntry(Map<String, Object> json) {
        return new JournalEntry(
                Long.parseLong(text(json, "connection")),
                text(json, "before"),
                CredentialFields.read(text(json, "type"), StoredJson.object(json, "credentials")));
    }

    private static String text(Map<String, Object> json, String name) {
        return Objects.requireNonNull(StoredJson.text(json, name), name);
    }
}
