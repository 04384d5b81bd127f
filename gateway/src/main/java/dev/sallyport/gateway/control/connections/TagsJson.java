// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control.connections;

import dev.sallyport.gateway.control.http.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The object {@code tags} of a connection or a session. */
public final class TagsJson {

    private TagsJson() {}

    /** Keys become lower case; of keys that then are the same, the last counts. */
    public static Map<String, String> read(JsonObject body) {
        Map<String, String> tags = new LinkedHashMap<>();
        body.object("tags").toTexts().forEach((name, value) -> tags.put(name.toLowerCase(Locale.ROOT), value));
        return tags;
    }
}
