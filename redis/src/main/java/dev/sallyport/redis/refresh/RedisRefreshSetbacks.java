// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import dev.sallyport.filters.connection.ConnectionKey;
import dev.sallyport.filters.refresh.RefreshSetbacks;
import dev.sallyport.filters.refresh.Setback;
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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A hash for each connection that was not renewed; its id in the clear, so that a script can compare it. An index beside them, kept by the
 * same scripts, tells which are broken.
 */
public final class RedisRefreshSetbacks implements RefreshSetbacks {

    /** A connection nobody has used for so long is reported anew. */
    private static final Duration TTL = Duration.ofDays(30);

    private final Script replace = Script.load("setback-replace");
    private final Script clear = Script.load("setback-clear");
    private final Script count = Script.load("broken-count");
    private final RedisLane scripts;
    private final RedisLane background;
    private final Sealer sealer;

    public RedisRefreshSetbacks(RedisConnections connections, Sealer sealer) {
        this.scripts = connections.scripts();
        this.background = connections.background();
        this.sealer = sealer;
    }

    @Override
    public Mono<Setback> find(ConnectionKey key) {
        return scripts.mono(commands -> commands.hgetall(RedisKeys.refreshSetback(key)))
                .filter(fields -> !fields.isEmpty())
                .publishOn(Schedulers.parallel())
                .flatMap(fields -> open(key, new Row(fields)));
    }

    @Override
    public Mono<Boolean> replace(ConnectionKey key, @Nullable Setback previous, Setback next) {
        // Away from the driver's threads: sealing reads the system's source of randomness.
        return Mono.fromCallable(() -> sealer.seal(toJson(next), SealContext.refresh(key)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(envelope -> replace.run(
                        scripts,
                        List.of(
                                RedisKeys.refreshSetback(key),
                                RedisKeys.broken(key.environment()),
                                RedisKeys.connection(key)),
                        Args.of(previous == null ? "" : previous.id(), next.id())
                                .add(envelope)
                                .add(TTL.toMillis())
                                .add(next.kind() == Setback.Kind.REFUSED ? "1" : "0")
                                .add(RedisKeys.member(key))))
                .map(answer -> Bytes.toLong(answer.getFirst()) == 1);
    }

    @Override
    public Mono<Void> clear(ConnectionKey key) {
        List<String> keys = List.of(RedisKeys.refreshSetback(key), RedisKeys.broken(key.environment()));
        return clear.run(scripts, keys, Args.of(RedisKeys.member(key))).then();
    }

    @Override
    public Mono<Long> countBroken(String environment) {
        return count.run(background, List.of(RedisKeys.broken(environment)), Args.of())
                .map(answer -> Bytes.toLong(answer.getFirst()));
    }

    /** One that does not open is none, and must not stand in the way of the next. */
    private Mono<Setback> open(ConnectionKey key, Row row) {
        return Mono.fromCallable(
                        () -> toSetback(row.text("id"), sealer.open(row.bytes(Row.SEALED), SealContext.refresh(key))))
                .onErrorResume(SealException.class, error -> clear(key).then(Mono.empty()));
    }

    private static Map<String, Object> toJson(Setback setback) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", setback.kind().name());
        json.put("fingerprint", setback.fingerprint());
        json.put("reason", setback.reason());
        json.put("since", setback.since().toString());
        json.put("count", Integer.toString(setback.count()));
        json.put("until", setback.until().toString());
        return json;
    }

    private static Setback toSetback(String id, Map<String, Object> json) {
        return new Setback(
                id,
                Setback.Kind.valueOf(text(json, "kind")),
                text(json, "fingerprint"),
                text(json, "reason"),
                Instant.parse(text(json, "since")),
                Integer.parseInt(text(json, "count")),
                Instant.parse(text(json, "until")));
    }

    private static String text(Map<String, Object> json, String name) {
        return Objects.requireNonNull(StoredJson.text(json, name), name);
    }
}
