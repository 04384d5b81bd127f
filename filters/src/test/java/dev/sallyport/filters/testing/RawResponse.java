// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One response as it came over the wire.
 *
 * @param headers in the order received, repeated names kept
 * @param body without its framing
 * @param trailers behind the last chunk
 */
public record RawResponse(
        int status,
        String statusLine,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        List<Map.Entry<String, String>> trailers) {

    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
