// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the embedded server was told. Its file is readable by its owner only, so who answers to its password is the server of this
 * directory.
 */
record ServerConfig(Path directory, int port, String password) {

    private static final String FILE = "redis.conf";
    private static final String PORT = "port ";
    private static final String PASSWORD = "requirepass ";

    static ServerConfig create(Path directory, SecureRandom random) throws IOException {
        byte[] password = new byte[32];
        random.nextBytes(password);
        return new ServerConfig(directory, freePort(), HexFormat.of().formatHex(password));
    }

    /** What the last start wrote; empty before the first. */
    static Optional<ServerConfig> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        Optional<String> port = value(lines, PORT);
        Optional<String> password = value(lines, PASSWORD);
        return port.isPresent() && password.isPresent()
                ? Optional.of(new ServerConfig(directory, Integer.parseInt(port.get()), password.get()))
                : Optional.empty();
    }

    Path file() {
        return directory.resolve(FILE);
    }

    Path log() {
        return directory.resolve("redis.log");
    }

    Path pidFile() {
        return directory.resolve("redis.pid");
    }

    void write() throws IOException {
        Path draft = Files.createTempFile(directory, "redis", ".draft");
        if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(draft, lines());
        Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> lines() {
        return List.of(
                "bind 127.0.0.1",
                PORT + port,
                PASSWORD + password,
                "dir " + quoted(directory),
                "pidfile " + quoted(pidFile()),
                "logfile " + quoted(log()),
                "appendonly yes",
                "appendfsync everysec",
                // The append-only file is enough; snapshots would only add forks.
                "save \"\"",
                "maxmemory-policy noeviction");
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Optional<String> value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String toString() {
        return "ServerConfig[directory=" + directory + ", port=" + port + "]";
    }
}
