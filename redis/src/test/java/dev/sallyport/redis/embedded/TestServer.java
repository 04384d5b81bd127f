// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import dev.sallyport.filters.credential.SecretText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real redis-server for one test class, to be frozen, killed and started again. Nothing of it is kept. */
public final class TestServer implements AutoCloseable {

    private static final Path BINARY = binary();

    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private Process process;

    private TestServer(int port, List<String> arguments) throws IOException {
        this.directory = Files.createTempDirectory("redis-test");
        this.port = port;
        this.arguments = arguments;
        restart();
    }

    /** @param arguments such as {@code --maxmemory 1mb} */
    public static TestServer start(String... arguments) {
        return startWith(freePort(), arguments);
    }

    /** A sentinel, which keeps what it learns in the file. */
    public static TestServer startSentinel(Path config) {
        return startWith(freePort(), config.toString(), "--sentinel");
    }

    /** A node of a cluster, whose bus needs the port 10,000 above its own. */
    public static TestServer startNode() {
        int port = freePort();
        while (port > 55_000) {
            port = freePort();
        }
        return startWith(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
    }

    private static TestServer startWith(int port, String... arguments) {
        try {
            return new TestServer(port, List.of(arguments));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public SecretText uri() {
        return SecretText.of("redis://127.0.0.1:" + port);
    }

    public void restart() {
        List<String> command = new ArrayList<>(List.of(BINARY.toString()));
        command.addAll(arguments);
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(20))
                .until(this::answers);
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP: connections stay open, nothing answers. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    /** Sends one command by a connection of its own and answers the first line of the reply. */
    public String ask(String... command) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            socket.setSoTimeout(5_000);
            StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
            for (String part : command) {
                request.append("$" + part.getBytes(StandardCharsets.UTF_8).length + "\r\n" + part + "\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return readReply(socket);
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        signal("-CONT");
        kill();
    }

    private boolean answers() {
        String answer = ask("PING");
        return answer.startsWith("+PONG") || answer.startsWith("-MASTERDOWN");
    }

    /** The whole of a bulk string, else the first line. */
    private static String readReply(Socket socket) throws IOException {
        String head = readLine(socket);
        if (!head.startsWith("$") || head.equals("$-1")) {
            return head;
        }
        byte[] bulk = socket.getInputStream().readNBytes(Integer.parseInt(head.substring(1)));
        return new String(bulk, StandardCharsets.UTF_8);
    }

    private static String readLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b != -1 && b != '\n';
                b = socket.getInputStream().read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path binary() {
        try {
            return RedisBinary.locate(Path.of("target", "redis-bin").toAbsolutePath());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
