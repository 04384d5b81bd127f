// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Sends or takes a fixed number of bytes without holding them. */
final class VolumeUpstream implements AutoCloseable {

    private final ServerSocket server;
    private final long bytes;
    private final AtomicLong sent = new AtomicLong();

    private VolumeUpstream(ServerSocket server, long bytes) {
        this.server = server;
        this.bytes = bytes;
    }

    static VolumeUpstream start(long bytes) throws IOException {
        VolumeUpstream upstream =
                new VolumeUpstream(new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1")), bytes);
        Thread.ofVirtual().start(upstream::accept);
        return upstream;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Waits until the last download makes no more progress, and answers how much of it was sent. */
    long awaitStandstill() {
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
        return sent.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.startsWith("PUT")) {
                    take(in, socket);
                } else {
                    give(socket);
                }
            }
        } catch (IOException e) {
            // The gateway hung up.
        }
    }

    private void take(InputStream in, Socket socket) throws IOException {
        VolumeIT.Pattern received = new VolumeIT.Pattern();
        byte[] buffer = new byte[64 * 1024];
        while (received.position() < bytes) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, bytes - received.position()));
            if (n < 0) {
                return;
            }
            received.check(buffer, n);
        }
        String verdict = (received.isIntact() ? "intact " : "damaged ") + received.position();
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + verdict.length() + "\r\n\r\n" + verdict);
    }

    private void give(Socket socket) throws IOException {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
        VolumeIT.Pattern pattern = new VolumeIT.Pattern();
        sent.set(0);
        for (long left = bytes; left > 0; left = bytes - pattern.position()) {
            socket.getOutputStream().write(pattern.next((int) Math.min(left, 64 * 1024)));
            sent.set(pattern.position());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
