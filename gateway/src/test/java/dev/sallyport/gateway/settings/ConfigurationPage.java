// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** {@code application.yml} as its reader sees it: each key with its value as written and the comment above it. */
final class ConfigurationPage {

    private static final Map<String, Entry> ENTRIES = read();

    private ConfigurationPage() {}

    static String commentOf(String key) {
        return entry(key).comment();
    }

    static String valueOf(String key) {
        return entry(key).value();
    }

    private static Entry entry(String key) {
        Entry entry = ENTRIES.get(key);
        if (entry == null) {
            throw new AssertionError(key + ": not in application.yml");
        }
        return entry;
    }

    private static Map<String, Entry> read() {
        Map<String, Entry> entries = new HashMap<>();
        Deque<Level> open = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        for (String line : text().replace("\\\n", "").lines().toList()) {
            String content = line.strip();
            int colon = content.indexOf(':');
            if (content.startsWith("#")) {
                comment.append(content.substring(1)).append(' ');
            } else if (colon > 0 && !content.startsWith("-")) {
                int indent = line.indexOf(content);
                while (!open.isEmpty() && open.peek().indent() >= indent) {
                    open.pop();
                }
                String name = content.substring(0, colon);
                String key = open.isEmpty() ? name : open.peek().key() + "." + name;
                open.push(new Level(indent, key));
                String value = content.substring(colon + 1).strip().replaceAll("^\"|\"$", "");
                entries.put(key, new Entry(comment.toString(), value));
                comment.setLength(0);
            } else {
                comment.setLength(0);
            }
        }
        return entries;
    }

    private static String text() {
        try (InputStream page = ConfigurationPage.class.getResourceAsStream("/application.yml")) {
            return new String(page.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record Level(int indent, String key) {}

    private record Entry(String comment, String value) {}
}
