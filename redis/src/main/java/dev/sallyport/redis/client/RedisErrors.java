// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.client;

import dev.sallyport.filters.error.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.PartitionSelectorException;
import io.lettuce.core.cluster.UnknownPartitionException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a driver error means: always that the store cannot serve, with one word for log and metrics. */
final class RedisErrors {

    /** First words of Redis's own error replies. A script's failure repeats them inside its message. */
    private static final List<String> WORDS = List.of(
            "READONLY",
            "LOADING",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "MOVED",
            "ASK",
            "TRYAGAIN",
            "CROSSSLOT",
            "OOM",
            "BUSY",
            "MISCONF",
            "NOAUTH",
            "WRONGPASS",
            "NOPERM",
            "NOREPLICAS",
            "NOSCRIPT",
            "UNKILLABLE",
            "WRONGTYPE",
            Script.DEADLINE);

    private RedisErrors() {}

    /** The error to hand to callers of a port. What already is one of ours stays. */
    static RuntimeException classify(Throwable error) {
        Throwable cause = unwrap(error);
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException(reason(cause), cause);
    }

    static Throwable unwrap(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether a script was refused by a Redis that is well: it does not know the script yet, or it came too late. */
    static boolean isAnswer(Throwable error) {
        Throwable cause = unwrap(error);
        return cause instanceof RedisNoScriptException
                || (cause instanceof RedisCommandExecutionException
                        && String.valueOf(cause.getMessage()).startsWith(Script.DEADLINE + " "));
    }

    static String reason(Throwable error) {
        return switch (error) {
            case StoreUnavailableException known -> String.valueOf(known.getMessage());
            case RedisCommandTimeoutException e -> "timeout";
            case TimeoutException e -> "timeout";
            case RedisCommandExecutionException e -> replyWord(e.getMessage());
            case RedisConnectionException e -> connectionWord(e);
            case PartitionSelectorException e -> "clusterdown";
            case UnknownPartitionException e -> "clusterdown";
            case CancellationException e -> "cancelled";
            case IOException e -> "disconnected";
            default -> driverWord(error.getMessage());
        };
    }

    /** A refused login or a broken handshake surfaces as a failed connection; what is beneath says more. */
    private static String connectionWord(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            String word = switch (cause) {
                case RedisCommandExecutionException reply -> replyWord(reply.getMessage());
                case RedisCommandTimeoutException e -> "timeout";
                case ConnectTimeoutException e -> "connect_timeout";
                case ConnectException e -> "refused";
                case UnknownHostException e -> "dns";
                case SSLException e -> "tls";
                default -> null;
            };
            if (word != null) {
                return word;
            }
        }
        return "disconnected";
    }

    private static String replyWord(@Nullable String message) {
        String text = String.valueOf(message);
        for (String word : WORDS) {
            if (text.startsWith(word) || text.contains("-" + word + " ") || text.contains(": " + word + " ")) {
                return word.toLowerCase(Locale.ROOT);
            }
        }
        return "error";
    }

    /** Lettuce has no types for these two. */
    private static String driverWord(@Nullable String message) {
        String text = String.valueOf(message);
        if (text.startsWith("Request queue size exceeded")) {
            return "queue_full";
        }
        return text.contains("onnect") ? "disconnected" : "error";
    }
}
