// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * HTTP/1.x by hand: sends exactly the bytes it is given and reads what comes back, so that a test can say what no
 * well-behaved client would. Every read ends at the timeout with a {@link SocketTimeoutException}.
 */
public final class RawClient implements AutoCloseable {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of the loopback interface. */
    public static RawClient connect(int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Speaks over a socket that is already connected, such as a TLS one. */
    public static RawClient over(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return new RawClient(socket).timeout(DEFAULT_TIMEOUT);
    }

    /** How long any one read may wait. */
    public RawClient timeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
        return this;
    }

    /** Sends text, each character as one byte. */
    public RawClient send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a request given line by line, without a body. */
    public RawClient sendHead(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    public RawResponse read() throws IOException {
        return read(false);
    }

    /** Reads the answer to a HEAD request, which has no body whatever its headers say. */
    public RawResponse readToHead() throws IOException {
        return read(true);
    }

    /** Reads status line and headers only; the body is left for {@link #stream()}. */
    public RawResponse readHead() throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        return new RawResponse(status, statusLine, fields(), new byte[0], List.of());
    }

    /** What is left to read, framing included. */
    public InputStream stream() {
        return in;
    }

    /** Reads and drops everything until the peer closes or resets the connection; false if it does not in time. */
    public boolean isClosedByPeer() throws IOException {
        try {
            readRest();
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        }
    }

    /** Everything until the peer closes or resets the connection. */
    public String readRest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (SocketTimeoutException stillOpen) {
            throw stillOpen;
        } catch (IOException reset) {
            // A reset ends the stream as surely as a close does.
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an orderly end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private RawResponse read(boolean toHead) throws IOException {
        RawResponse head = readHead();
        if (toHead || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return head;
        }
        List<Map.Entry<String, String>> trailers = List.of();
        byte[] body;
        if (head.header("transfer-encoding").isPresent()) {
            body = chunks();
            trailers = fields();
        } else if (head.header("content-length").isPresent()) {
            body = exactly(Integer.parseInt(head.header("content-length").get()));
        } else {
            body = in.readAllBytes();
        }
        return new RawResponse(head.status(), head.statusLine(), head.headers(), body, trailers);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(exactly(size));
            if (!line().isEmpty()) {
                throw new IOException("chunk: longer than its size");
            }
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].trim(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("body: " + bytes.length + "B (expected: " + length + "B)");
        }
        return bytes;
    }

    private List<Map.Entry<String, String>> fields() throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.add(Map.entry(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection: closed after \"" + line + "\" (expected: a line)");
            }
            line.append((char) b);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }
}
