// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Runs another main class in a JVM that tells over loopback what it has used so far. Needs nothing but the JDK. */
public final class MeteredMain {

    private MeteredMain() {}

    /** Takes the name of the main class and its arguments; the port is in {@code bench.usage.port}. */
    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        report(Integer.getInteger("bench.usage.port"));
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void report(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            byte[] body = Usage.ofThisJvm().toText().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }
}
