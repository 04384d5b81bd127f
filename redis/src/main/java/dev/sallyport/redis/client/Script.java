// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.error.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * A Lua script that acts at once or not at all. Its first argument is the caller's deadline in Redis's time; after it the
 * script refuses, so a command that lay in a frozen server's queue does nothing when that server wakes.
 */
public final class Script {

    /** First word of the refusal; the server's time in milliseconds follows. */
    static final String DEADLINE = "DEADLINE";

    private static final String FOLDER = "/dev/sallyport/redis/scripts/";
    private static final String PRELUDE = read("deadline");

    private final String text;
    private final String sha;

    private Script(String text) {
        this.text = text;
        this.sha = sha1(text);
    }

    /** @param name of the file, without {@code .lua} */
    public static Script load(String name) {
        return load(List.of(name));
    }

    /** One script of several files, one after the other. */
    public static Script load(List<String> names) {
        return load("", names);
    }

    /** @param before what runs between the judgement of the deadline and the files */
    static Script load(String before, List<String> names) {
        return new Script(PRELUDE + before + names.stream().map(Script::read).collect(Collectors.joining("\n")));
    }

    /**
     * Runs it once per subscription.
     *
     * @param keys all under one hash tag
     * @param args what follows the deadline
     */
    public Mono<List<Object>> run(RedisLane lane, List<String> keys, Args args) {
        return Mono.fromFuture(() -> start(lane, keys, args));
    }

    /** Runs it now. */
    public CompletableFuture<List<Object>> start(RedisLane lane, List<String> keys, Args args) {
        long deadline = lane.clock().localMillis() + lane.timeout().toMillis();
        Call call = new Call(lane, keys.toArray(String[]::new), args, deadline);
        return call.evaluate()
                .exceptionallyCompose(call::onceMoreIfClockWasWrong)
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(RedisErrors.classify(error)));
    }

    private final class Call {

        private final RedisLane lane;
        private final String[] keys;
        private final Args args;
        private final long deadline;

        Call(RedisLane lane, String[] keys, Args args, long deadline) {
            this.lane = lane;
            this.keys = keys;
            this.args = args;
            this.deadline = deadline;
        }

        /** By hash; by text where the server does not know the hash, which also teaches it. */
        CompletableFuture<List<Object>> evaluate() {
            byte[][] values = args.after(lane.clock().toServerMillis(deadline));
            return lane.raw(commands -> evalsha(commands, values))
                    .exceptionallyCompose(error -> RedisErrors.unwrap(error) instanceof RedisNoScriptException
                            ? lane.raw(commands -> eval(commands, values))
                            : CompletableFuture.failedFuture(error));
        }

        /** A refusal although time is left means that the clocks drifted apart. It did nothing, so it can be repeated. */
        CompletionStage<List<Object>> onceMoreIfClockWasWrong(Throwable error) {
            Throwable cause = RedisErrors.unwrap(error);
            if (!(cause instanceof RedisCommandExecutionException reply) || !isRefusal(reply)) {
                return CompletableFuture.failedFuture(cause);
            }
            if (lane.clock().localMillis() >= deadline) {
                return CompletableFuture.failedFuture(new StoreUnavailableException("deadline", cause));
            }
            lane.clock().synchronize(Long.parseLong(message(reply).substring(DEADLINE.length() + 1)));
            return evaluate();
        }

        private CompletionStage<List<Object>> evalsha(
                RedisClusterAsyncCommands<String, byte[]> commands, byte[][] values) {
            return commands.evalsha(sha, ScriptOutputType.MULTI, keys, values);
        }

        private CompletionStage<List<Object>> eval(
                RedisClusterAsyncCommands<String, byte[]> commands, byte[][] values) {
            return commands.eval(text, ScriptOutputType.MULTI, keys, values);
        }
    }

    private static boolean isRefusal(RedisCommandExecutionException reply) {
        return message(reply).startsWith(DEADLINE + " ");
    }

    private static String message(Throwable error) {
        return String.valueOf(error.getMessage());
    }

    private static String read(String name) {
        try (InputStream file = Script.class.getResourceAsStream(FOLDER + name + ".lua")) {
            if (file == null) {
                throw new IllegalArgumentException("script: " + name + " (expected: a file in " + FOLDER + ")");
            }
            return Bytes.toText(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Redis itself names scripts by. */
    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Bytes.of(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }
}
