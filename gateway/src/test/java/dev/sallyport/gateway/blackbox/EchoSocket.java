// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An upstream for one connection that looks at a request while it is still coming. */
final class EchoSocket implements AutoCloseable {

    private final ServerSocket server;
    private final CountDownLatch ended = new CountDownLatch(1);

    private EchoSocket(ServerSocket server) {
        this.server = server;
    }

    /** Counts the latch down once this text has come. */
    static EchoSocket start(String text, CountDownLatch seen) throws IOException {
        return startAnswering(text, seen, "");
    }

    static EchoSocket startAnswering(String text, CountDownLatch seen, String answer) throws IOException {
        EchoSocket socket = new EchoSocket(new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1")));
        Thread.ofVirtual().start(() -> socket.serve(text, seen, answer));
        return socket;
    }

    int port() {
        return server.getLocalPort();
    }

    boolean endedWithin(Duration time) throws InterruptedException {
        return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(String text, CountDownLatch seen, String answer) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.append((char) next);
                if (seen.getCount() > 0 && read.indexOf("\r\n\r\n") > 0 && read.indexOf(text) > 0) {
                    seen.countDown();
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The other side left: what is waited for.
        } finally {
            ended.countDown();
        }
    }
}
