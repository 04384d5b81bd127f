// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The GET that a load repeats; every target is sent the same headers. */
public record LoadRequest(URI uri, Map<String, String> headers) {

    byte[] onTheWire() {
        StringBuilder head = new StringBuilder("GET ")
                .append(uri.getRawPath())
                .append(" HTTP/1.1\r\nHost: ")
                .append(uri.getAuthority())
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
