// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.refresh;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A token endpoint on loopback that takes each refresh token once, and counts its requests by the second. */
final class CountingTokenServer implements AutoCloseable {

    private final Map<String, Integer> newest = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Long, AtomicInteger> bySecond = new ConcurrentSkipListMap<>();
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();
    private final DisposableServer server =
            HttpServer.create().host("127.0.0.1").port(0).handle(this::answer).bindNow();

    /** The first refresh token of a grant. */
    static String first(String grant) {
        return grant + ".0";
    }

    int port() {
        return server.port();
    }

    int granted() {
        return granted.get();
    }

    /** Requests with a refresh token that was used before. */
    int reused() {
        return reused.get();
    }

    /** Of the busiest second. */
    int peak() {
        return bySecond.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    /** From the first request to the last. */
    long seconds() {
        return bySecond.isEmpty() ? 0 : bySecond.lastKey() - bySecond.firstKey() + 1;
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        bySecond.computeIfAbsent(System.nanoTime() / 1_000_000_000L, _ -> new AtomicInteger())
                .incrementAndGet();
        return request.receive().aggregate().asString().flatMap(form -> {
            String json = grant(new QueryStringDecoder(form, false)
                    .parameters()
                    .get("refresh_token")
                    .getFirst());
            return response.status(json.contains("error") ? 400 : 200)
                    .header("Content-Type", "application/json")
                    .sendString(Mono.just(json))
                    .then();
        });
    }

    private String grant(String refreshToken) {
        int dot = refreshToken.lastIndexOf('.');
        String grant = refreshToken.substring(0, dot);
        int number = Integer.parseInt(refreshToken.substring(dot + 1));
        int next = newest.merge(grant, 1, (before, one) -> before == number ? before + 1 : -1);
        if (next != number + 1) {
            reused.incrementAndGet();
            return "{\"error\":\"invalid_grant\"}";
        }
        granted.incrementAndGet();
        return "{\"access_token\":\"a\",\"refresh_token\":\"%s.%d\",\"expires_in\":86400}".formatted(grant, next);
    }
}
