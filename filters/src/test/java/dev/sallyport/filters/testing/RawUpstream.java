// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An upstream on a loopback socket that answers each request with whatever bytes a script says. It reads requests by
 * their framing (Content-Length or chunked) and keeps them raw.
 */
public final class RawUpstream implements AutoCloseable {

    /** Answers one request; runs on the connection's own thread. */
    @FunctionalInterface
    public interface Script {

        void answer(Received request, Wire wire) throws Exception;
    }

    /**
     * A request as it came.
     *
     * @param connection number of the connection, from 1
     * @param index number of the request on its connection, from 1
     * @param head request line and headers, without the final empty line
     * @param body as sent, chunk framing removed
     */
    public record Received(int connection, int index, String head, byte[] body) {

        public String requestLine() {
            return head.lines().findFirst().orElse("");
        }

        public String method() {
            return requestLine().split(" ", 2)[0];
        }

        public String target() {
            return requestLine().split(" ", 3)[1];
        }

        /** All values of a header, in order; names compared without case. */
        public List<String> headers(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .skip(1)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }

        public String bodyText() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    private RawUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** Starts one that speaks plain text on an ephemeral port of 127.0.0.1. */
    public static RawUpstream start(Script script) throws IOException {
        return new RawUpstream(new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1")), script);
    }

    /** Starts one that speaks TLS. */
    public static RawUpstream startTls(SSLContext tls, Script script) throws IOException {
        return startTls(tls, false, script);
    }

    /**
     * @param demandsCertificate whether clients have to show one
     */
    public static RawUpstream startTls(SSLContext tls, boolean demandsCertificate, Script script) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(demandsCertificate);
        return new RawUpstream(server, script);
    }

    /** One that answers every request with this text, as it is. */
    public static RawUpstream answering(String response) throws IOException {
        return start((request, wire) -> wire.send(response));
    }

    /** A complete 200 with a Content-Length. */
    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Every complete request so far. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** What scripts threw; broken connections are not counted. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                int number = connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            Wire wire = new Wire(socket, closing);
            InputStream in = socket.getInputStream();
            for (int index = 1; ; index++) {
                String head = readHead(in);
                if (head.isEmpty()) {
                    return;
                }
                Received request = new Received(connection, index, head, readBody(in, head));
                received.add(request);
                script.answer(request, wire);
            }
        } catch (IOException e) {
            // The client went away, or the script closed: what these tests are about.
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            open.remove(socket);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int tail = 0;
        while (tail != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            tail = (tail << 8) | next;
        }
        return head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static byte[] readBody(InputStream in, String head) throws IOException {
        Received request = new Received(0, 0, head, new byte[0]);
        if (request.headers("transfer-encoding").contains("chunked")) {
            return readChunks(in);
        }
        List<String> length = request.headers("content-length");
        return length.isEmpty() ? new byte[0] : readFully(in, Integer.parseInt(length.getFirst()));
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine(in), 16);
            body.write(readFully(in, size));
            readLine(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] readFully(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("closed within the body");
        }
        return bytes;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed within a chunk");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** The upstream's end of a connection. */
    public static final class Wire {

        private final Socket socket;
        private final OutputStream out;
        private final CountDownLatch closing;

        private Wire(Socket socket, CountDownLatch closing) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            this.closing = closing;
        }

        /** Sends the text in one write, as Latin-1. */
        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Sends byte by byte with a pause after each; ends early when the upstream is closed. */
        public void drip(String text, Duration pause) throws IOException, InterruptedException {
            for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
                send(new byte[] {b});
                pause(pause);
            }
        }

        /** Waits; ends early when the upstream is closed. */
        public void pause(Duration time) throws InterruptedException {
            closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Says nothing more, and keeps the connection open, until the client or the upstream closes. */
        public void stall() throws IOException {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        /** Ends our direction only. */
        public void halfClose() throws IOException {
            socket.shutdownOutput();
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Closes with RST. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
