// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A way to a real Redis that closes for whoever uses it at a chosen command: before Redis gets it, or when Redis has done it and nobody
 * has heard. From then on nothing passes in either direction, and connections stay open.
 */
final class RedisGate implements AutoCloseable {

    /** When it closes. */
    enum Moment {
        BEFORE,
        AFTER
    }

    private final ServerSocket door;
    private final int redisPort;
    private final Moment moment;
    private final Predicate<Command> trigger;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Closeable> sockets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch shut = new CountDownLatch(1);
    private volatile boolean closing;

    private RedisGate(int redisPort, Moment moment, Predicate<Command> trigger) throws IOException {
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.redisPort = redisPort;
        this.moment = moment;
        this.trigger = trigger;
        threads.execute(this::accept);
    }

    static RedisGate at(int redisPort, Moment moment, Predicate<Command> trigger) throws IOException {
        return new RedisGate(redisPort, moment, trigger);
    }

    String uri() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    /** Whether the command came within the time. */
    boolean awaitShut(long seconds) throws InterruptedException {
        return shut.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        door.close();
        for (Closeable socket : sockets) {
            socket.close();
        }
        threads.close();
    }

    private void accept() {
        while (!threads.isShutdown()) {
            try {
                Socket client = door.accept();
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
                client.setTcpNoDelay(true);
                redis.setTcpNoDelay(true);
                sockets.addAll(List.of(client, redis));
                threads.execute(() -> pump(client, redis, this::passCommands));
                threads.execute(() -> pump(redis, client, this::passReplies));
            } catch (IOException over) {
                return;
            }
        }
    }

    /** The end of one side is the end of both, unless the gate is shut. */
    private void pump(Socket from, Socket to, Passage passage) {
        try (from;
                to) {
            passage.pass(new BufferedInputStream(from.getInputStream()), to.getOutputStream());
        } catch (IOException over) {
            // as when a process is killed
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void passCommands(InputStream in, OutputStream out) throws IOException, InterruptedException {
        for (Command command = Command.read(in); command != null; command = Command.read(in)) {
            if (closing) {
                never();
            }
            if (trigger.test(command)) {
                closing = true;
                if (moment == Moment.BEFORE) {
                    shut.countDown();
                    never();
                }
            }
            out.write(command.wire());
            out.flush();
            if (closing) {
                shut.countDown();
            }
        }
    }

    private void passReplies(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] chunk = new byte[16_384];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (closing) {
                never();
            }
            out.write(chunk, 0, read);
            out.flush();
        }
    }

    private static void never() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @FunctionalInterface
    private interface Passage {
        void pass(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    /** A command as it was sent: name, then arguments. */
    record Command(List<byte[]> parts) {

        boolean is(String name, String firstArgument) {
            return text(0).equalsIgnoreCase(name) && parts.size() > 1 && text(1).equals(firstArgument);
        }

        /** Whether it runs a script whose first key is this one. */
        boolean isScript(String key) {
            return text(0).toUpperCase(Locale.ROOT).startsWith("EVAL") && parts.size() > 3 && text(3).equals(key);
        }

        /** The same, with so many arguments, the deadline included. */
        boolean isScript(String key, int arguments) {
            return isScript(key) && parts.size() - 3 - Integer.parseInt(text(2)) == arguments;
        }

        private String text(int part) {
            return new String(parts.get(part), StandardCharsets.UTF_8);
        }

        byte[] wire() {
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            wire.writeBytes(("*" + parts.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                wire.writeBytes(("$" + part.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                wire.writeBytes(part);
                wire.writeBytes(new byte[] {'\r', '\n'});
            }
            return wire.toByteArray();
        }

        /** Null at the end of the stream. */
        static Command read(InputStream in) throws IOException {
            int count = header(in, '*');
            if (count < 0) {
                return null;
            }
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = header(in, '$');
                parts.add(in.readNBytes(length));
                in.skipNBytes(2);
            }
            return new Command(parts);
        }

        private static int header(InputStream in, char kind) throws IOException {
            int first = in.read();
            if (first < 0) {
                return -1;
            }
            if (first != kind) {
                throw new UncheckedIOException(new IOException("byte: " + first + " (expected: " + kind + ")"));
            }
            int number = 0;
            for (int b = in.read(); b != '\r'; b = in.read()) {
                number = number * 10 + b - '0';
            }
            in.skipNBytes(1);
            return number;
        }
    }
}
