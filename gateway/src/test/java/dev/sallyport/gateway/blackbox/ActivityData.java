// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls as a gateway of some customers would have recorded them, most of them good; connections and quotas to go with them. */
final class ActivityData {

    private static final List<String> MOMENTS =
            List.of("since", "expires_at", "last_refreshed_at", "created_at", "reset_at", "blocked_until");
    private static final int ORDINARY = 240;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final List<ObjectNode> calls = new CopyOnWriteArrayList<>();
    private int made;

    ActivityData() {
        List<ObjectNode> all = new ArrayList<>();
        read("records").forEach(call -> all.add(complete((ObjectNode) call)));
        ObjectNode good = all.getFirst();
        for (int i = 0; i < ORDINARY; i++) {
            all.add(ordinary(good, i));
        }
        all.sort(
                Comparator.comparing((ObjectNode call) -> call.get("started_at").asString())
                        .reversed());
        calls.addAll(all);
    }

    /** The id of one of the calls that have a name. */
    String id(String name) {
        return calls.stream()
                .filter(call -> call.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asString();
    }

    ObjectNode find(String id) {
        return calls.stream()
                .filter(call -> call.get("id").asString().equals(id))
                .findFirst()
                .orElseGet(JsonMapper.shared()::createObjectNode);
    }

    /** Another call that has just ended. */
    ObjectNode next(String path, int status) {
        ObjectNode call = calls.getFirst().deepCopy();
        call.remove("name");
        call.put("path", path)
                .put("status", status)
                .put("failed", status >= 400)
                .put("ago_ms", 0);
        call.putNull("error").put("outcome", "completed");
        complete(call);
        calls.addFirst(call);
        return call;
    }

    /** Newest first. */
    List<ObjectNode> search(Map<String, String> query) {
        return calls.stream().filter(call -> fits(call, query)).toList();
    }

    ArrayNode connections(Map<String, String> query) {
        ArrayNode found = JsonMapper.shared().createArrayNode();
        read("connections").forEach(one -> {
            if (isSame(one, query, "state")
                    && isSame(one, query, "integration")
                    && one.get("connection").asString().contains(query.getOrDefault("q", ""))) {
                found.add(placed((ObjectNode) one));
            }
        });
        return found;
    }

    ArrayNode quotas() {
        ArrayNode all = (ArrayNode) read("quotas");
        all.forEach(one -> placed((ObjectNode) one));
        return all;
    }

    private ObjectNode ordinary(ObjectNode like, int index) {
        ObjectNode call = like.deepCopy();
        call.remove("name");
        long ago = 20_000L + index * 13_700L + (index * 7919L) % 9_000;
        boolean failed = index % 17 == 3 || (index > 40 && index < 50);
        String[] names = List.of(
                        "github-prod acme-eu github GET /proxy/repos/acme/website/pulls/%d",
                        "hubspot northwind-traders hubspot GET /proxy/crm/v3/objects/deals/%d",
                        "slack T024BE7LD slack POST /proxy/chat.postMessage?%d",
                        "salesforce globex-production salesforce PATCH /proxy/services/data/v61.0/sobjects/Lead/%d",
                        "stripe-billing acct_1NvRkz stripe GET /proxy/v1/invoices/in_%d")
                .get(index % 5)
                .formatted(4100 + index)
                .split(" ");
        call.put("integration", names[0]).put("connection", names[1]).put("provider", names[2]);
        call.put("method", names[3]).put("path", names[4]).put("ago_ms", ago);
        call.put("status", failed ? 500 + index % 4 : index % 6 == 1 ? 201 : 200);
        call.put("total_ms", 60 + (index * 37L) % 420);
        return complete(call);
    }

    /** What every record has, of what is not said. */
    private ObjectNode complete(ObjectNode call) {
        Instant started = now.minusMillis(call.remove("ago_ms").asLong());
        boolean failed =
                call.path("failed").asBoolean(false) || call.get("status").asInt() >= 400;
        call.put("id", started.toEpochMilli() + "-" + made++);
        call.put("started_at", started.toString());
        call.put("environment", "dev").put("api_key_id", "key_7f3a").put("failed", failed);
        call.put("trace_id", "4bf92f3577b34da6a3ce929d0e%06x".formatted(made));
        for (String name : List.of("error", "replay_of")) {
            if (!call.has(name)) {
                call.putNull(name);
            }
        }
        return call.has("outcome") ? call : call.put("outcome", "completed");
    }

    private ObjectNode placed(ObjectNode one) {
        for (String name : MOMENTS) {
            if (one.path(name).isNumber()) {
                one.put(name, now.plusMillis(one.get(name).asLong()).toString());
            }
        }
        return one;
    }

    private static boolean fits(JsonNode call, Map<String, String> query) {
        String outcome = query.get("outcome");
        String text = query.getOrDefault("q", "").toLowerCase();
        String started = call.get("started_at").asString();
        return List.of("integration", "connection", "provider", "method", "error").stream()
                        .allMatch(name -> isSame(call, query, name))
                && (outcome == null
                        || outcome.equals("failed") == call.get("failed").asBoolean())
                && (query.get("status") == null
                        || call.get("status")
                                .asString()
                                .matches(query.get("status").replace("xx", "..")))
                && (call.get("path").asString() + call.get("connection").asString())
                        .toLowerCase()
                        .contains(text)
                && started.compareTo(query.getOrDefault("from", "")) >= 0
                && started.compareTo(query.getOrDefault("to", "9")) < 0;
    }

    private static boolean isSame(JsonNode one, Map<String, String> query, String name) {
        return query.get(name) == null || one.path(name).asString("").equals(query.get(name));
    }

    private static JsonNode read(String name) {
        try (InputStream json = ActivityData.class.getResourceAsStream("/activity-data/" + name + ".json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
