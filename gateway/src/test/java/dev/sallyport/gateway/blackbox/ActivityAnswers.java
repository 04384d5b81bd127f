// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.gateway.blackbox.ActivityStub.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the activity API says of some data. */
final class ActivityAnswers {

    private final ActivityData data;
    private volatile boolean mayReplay = true;
    private volatile int emptyPages;

    ActivityAnswers(ActivityData data) {
        this.data = data;
    }

    ActivityData data() {
        return data;
    }

    void mayReplay(boolean may) {
        mayReplay = may;
    }

    /** The next so many pages of a search are empty, with a cursor. */
    void emptyPages(int pages) {
        emptyPages = pages;
    }

    Answer to(String path, Map<String, String> query) {
        if (path.endsWith("/replay")) {
            return replay(path.split("/")[2]);
        }
        if (path.startsWith("/records/")) {
            ObjectNode record = data.find(path.substring("/records/".length()));
            return record.isEmpty() ? Answer.error(404, "not_found", "no such record") : wrap(record);
        }
        return switch (path) {
            case "" -> page(query);
            case "/histogram" -> histogram(query);
            case "/connections" -> wrap(data.connections(query), "next_cursor");
            case "/quotas" -> wrap(data.quotas());
            case "/session" ->
                new Answer(
                        200,
                        ("{\"data\":{\"environment\":\"dev\",\"key_name\":\"on-call\",\"scopes\":[\"activity:read\"],"
                                        + "\"may_replay\":%s,\"trace_url\":\"https://jaeger.example.com/trace/{trace_id}\",\"version\":\"0.1.0\"}}")
                                .formatted(mayReplay));
            default -> Answer.error(404, "not_found", "nothing here");
        };
    }

    private Answer page(Map<String, String> query) {
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        ArrayNode found = JsonMapper.shared().createArrayNode();
        List<ObjectNode> all = data.search(query);
        if (emptyPages > 0) {
            emptyPages--;
            Instant searched = Instant.now().minus(Duration.ofMinutes(10));
            return new Answer(
                    200, "{\"data\":[],\"next_cursor\":\"%d\",\"searched_to\":\"%s\"}".formatted(from, searched));
        }
        int to = Math.min(all.size(), from + Integer.parseInt(query.getOrDefault("limit", "50")));
        all.subList(from, to).forEach(found::add);
        String next = to < all.size() ? "\"" + to + "\"" : "null";
        return new Answer(200, "{\"data\":%s,\"next_cursor\":%s,\"searched_to\":null}".formatted(found, next));
    }

    private Answer histogram(Map<String, String> query) {
        Instant from = Instant.parse(query.getOrDefault("from", ""));
        long width = Duration.between(from, Instant.parse(query.getOrDefault("to", "")))
                        .toMillis()
                / Integer.parseInt(query.getOrDefault("bars", "60"));
        List<String> bars = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(query.getOrDefault("bars", "60")); i++) {
            Map<String, String> part = new LinkedHashMap<>(query);
            part.put("from", from.plusMillis(width * i).toString());
            part.put("to", from.plusMillis(width * (i + 1)).toString());
            List<ObjectNode> calls = data.search(part);
            long failed = calls.stream()
                    .filter(call -> call.get("failed").asBoolean())
                    .count();
            bars.add("{\"from\":\"%s\",\"to\":\"%s\",\"succeeded\":%d,\"failed\":%d}"
                    .formatted(part.get("from"), part.get("to"), calls.size() - failed, failed));
        }
        return new Answer(200, "{\"data\":[%s],\"complete\":true}".formatted(String.join(",", bars)));
    }

    private Answer replay(String id) {
        ObjectNode call = data.find(id);
        ObjectNode original = JsonMapper.shared().createObjectNode();
        original.setAll(Map.of(
                "id", call.get("id"),
                "status", call.get("status"),
                "total_ms", call.get("total_ms"),
                "headers", call.get("response_headers")));
        original.set("excerpt", call.path("failure").path("excerpt"));
        return new Answer(
                200,
                ("{\"data\":{\"original\":%s,\"replay\":{\"id\":\"%s\",\"trace_id\":\"4bf9\",\"status\":200,\"total_ms\":141.2,"
                                + "\"headers\":[{\"name\":\"content-type\",\"value\":\"application/json\"}],\"body\":\"{\\\"ok\\\":true}\",\"body_truncated\":false,\"error\":null}}}")
                        .formatted(original.toString(), data.id("good")));
    }

    private static Answer wrap(JsonNode data) {
        return new Answer(200, "{\"data\":%s}".formatted(data));
    }

    private static Answer wrap(JsonNode data, String empty) {
        return new Answer(200, "{\"data\":%s,\"%s\":null}".formatted(data, empty));
    }
}
