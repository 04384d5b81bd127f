// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.ratelimit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Values that matter in a JSON body, found in one pass without building the rest of it. Arrays on the way to a value count
 * as each of their elements.
 */
public final class BodyPaths {

    /** What lies beyond is not looked at. */
    static final int MAX_BYTES = 64 * 1024;

    static final BodyPaths NONE = new BodyPaths(List.of());

    private static final JsonFactory JSON = new JsonFactory();

    private final Node root = new Node();

    /** Each is member names from the outside in. */
    BodyPaths(Collection<List<String>> paths) {
        for (List<String> path : paths) {
            Node node = root;
            for (String name : path) {
                node = node.children.computeIfAbsent(name, _ -> new Node());
            }
            node.path = path;
        }
    }

    /** The texts, numbers and flags at one path, in their order; empty when it is not there, or the body no JSON. */
    public static List<String> find(byte[] body, List<String> path) {
        return new BodyPaths(List.of(path)).read(body).getOrDefault(path, List.of());
    }

    /** What is there by path. Of a body that ends early or is malformed, what comes before that. */
    Map<List<String>, List<String>> read(byte[] body) {
        Map<List<String>, List<String>> found = new HashMap<>();
        int length = Math.min(body.length, MAX_BYTES);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body, 0, length)) {
            json.nextToken();
            collect(json, root, found);
        } catch (JacksonException e) {
            return found;
        }
        return found;
    }

    private static void collect(JsonParser json, Node node, Map<List<String>, List<String>> found) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            collectMembers(json, node, found);
        } else if (token == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                collect(json, node, found);
            }
        } else if (token != null && token != JsonToken.VALUE_NULL && node.path != null) {
            found.computeIfAbsent(node.path, _ -> new ArrayList<>()).add(json.getString());
        }
    }

    private static void collectMembers(JsonParser json, Node node, Map<List<String>, List<String>> found) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            Node child = node.children.get(json.currentName());
            json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else {
                collect(json, child, found);
            }
        }
    }

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable List<String> path;
    }
}
