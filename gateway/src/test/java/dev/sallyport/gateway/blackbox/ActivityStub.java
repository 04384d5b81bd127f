// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A management port that serves the page's files and answers as the activity API would, for one key. */
final class ActivityStub implements AutoCloseable {

    static final String KEY = "sk_test_activity";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    /** An answer in place of the usual one. */
    record Answer(int status, String body) {

        static Answer error(int status, String code, String message) {
            return new Answer(status, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
        }
    }

    private record Follower(OutputStream out, CountDownLatch over) {}

    private final HttpServer server;
    private volatile ActivityAnswers answers = new ActivityAnswers(new ActivityData());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> instead = new ConcurrentHashMap<>();

    private ActivityStub(HttpServer server) {
        this.server = server;
    }

    static ActivityStub start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ActivityStub stub = new ActivityStub(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/activity", stub::file);
        server.createContext("/api/activity", stub::api);
        server.start();
        return stub;
    }

    /** As it was at the start. */
    void reset() {
        dropFollowers();
        answers = new ActivityAnswers(new ActivityData());
        asked.clear();
        instead.clear();
    }

    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    ActivityData data() {
        return answers.data();
    }

    /** Method, target and what else matters of what the API was asked, in order. */
    List<String> asked() {
        return asked;
    }

    /** For paths below {@code /api/activity} that begin so, the longest counts; null makes them usual again. */
    void answer(String path, @Nullable Answer answer) {
        if (answer == null) {
            instead.remove(path);
        } else {
            instead.put(path, answer);
        }
    }

    /** The usual answers. */
    ActivityAnswers answers() {
        return answers;
    }

    int followers() {
        return followers.size();
    }

    /** Tells all who follow. */
    void push(JsonNode call) {
        String event =
                "event: call\nid: %s\ndata: %s\n\n".formatted(call.get("id").asString(), call);
        for (Follower follower : followers) {
            try {
                follower.out().write(event.getBytes(UTF_8));
                follower.out().flush();
            } catch (IOException e) {
                followers.remove(follower);
            }
        }
    }

    /** Ends all streams, as a restart would. */
    void dropFollowers() {
        followers.forEach(follower -> follower.over().countDown());
        followers.clear();
    }

    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.contains(".") ? path.substring("/activity/".length()) : "page.html";
        try (exchange;
                InputStream file = ActivityStub.class.getResourceAsStream("/activity/" + name)) {
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/html");
            exchange.getResponseHeaders().add("Content-Type", type + ";charset=UTF-8");
            exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().add("Cache-Control", "no-cache");
            byte[] content = file == null ? new byte[0] : file.readAllBytes();
            exchange.sendResponseHeaders(file == null ? 404 : 200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void api(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/api/activity".length());
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        asked.add("%s %s%s%s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        after == null ? "" : " after " + after,
                        body.isEmpty() ? "" : " " + body));
        boolean known = ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        Answer other = instead.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(known ? null : Answer.error(401, "unknown_account", "the key is not known"));
        if (other == null && path.equals("/stream")) {
            stream(exchange);
            return;
        }
        Answer answer = other != null ? other : answers.to(path, query(exchange));
        try (exchange) {
            byte[] content = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            Follower follower = new Follower(exchange.getResponseBody(), new CountDownLatch(1));
            follower.out().write(": here\n\n".getBytes(UTF_8));
            follower.out().flush();
            followers.add(follower);
            follower.over().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        dropFollowers();
        server.stop(0);
    }
}
