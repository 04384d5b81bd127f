// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Three commands over a plain socket, for starting and stopping: blocks, and needs no driver. */
final class ServerControl {

    private static final int TIMEOUT_MILLIS = 2_000;

    private ServerControl() {}

    /** Whether the server of this password answers there and has its data loaded. */
    static boolean isReady(ServerConfig config) {
        try {
            return "+PONG".equals(ask(config, "PING"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks it to write its data and leave. Its connection breaking instead of an answer is how it agrees. */
    static void shutdown(ServerConfig config) {
        try {
            ask(config, "SHUTDOWN");
        } catch (IOException e) {
            return;
        }
    }

    private static String ask(ServerConfig config, String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            send(socket, "AUTH " + config.password());
            if (!"+OK".equals(answers.readLine())) {
                throw new IOException("not the server of this directory");
            }
            send(socket, command);
            return String.valueOf(answers.readLine());
        }
    }

    private static void send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
    }
}
