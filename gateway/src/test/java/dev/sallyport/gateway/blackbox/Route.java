// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Calls through one connection.
 *
 * @param port of the gateway
 * @param key of the caller
 */
record Route(int port, String key, String integration, String connection) {

    RawResponse get(String path, String... headers) throws IOException {
        return call("GET", path, headers);
    }

    /** A call without a body, on a connection of its own. */
    RawResponse call(String method, String path, String... headers) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.send(head(method, path, headers));
            return method.equals("HEAD") ? client.readToHead() : client.read();
        }
    }

    RawResponse post(String path, String body, String... headers) throws IOException {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A call with a body of known length. */
    RawResponse send(String method, String path, byte[] body, String... headers) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            String head = head(method, path, headers);
            client.send(head.substring(0, head.length() - 2) + "Content-Length: " + body.length + "\r\n\r\n");
            return client.send(body).read();
        }
    }

    /** The head of a call, with its final empty line. */
    String head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder(method + " /proxy" + path + " HTTP/1.1\r\nHost: gateway.test\r\n"
                + "Authorization: Bearer " + key + "\r\nProvider-Config-Key: " + integration
                + "\r\nConnection-Id: " + connection + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    RawClient open() throws IOException {
        return RawClient.connect(port);
    }
}
