// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.redis.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** Finds a redis-server that runs here: the shipped one, else the one of the {@code PATH}. */
final class RedisBinary {

    private static final long ANSWER_SECONDS = 10;

    private RedisBinary() {}

    /** @param directory where the shipped one is unpacked, once */
    static Path locate(Path directory) throws IOException {
        return Stream.concat(shipped(directory).stream(), installed().stream())
                .filter(RedisBinary::runs)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "redis-server: none runs on this machine (expected: SALLYPORT_REDIS_URI, or redis-server in PATH)"));
    }

    private static Optional<Path> shipped(Path directory) throws IOException {
        Optional<String> name = shippedName();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream resource = ExecutableProvider.class.getResourceAsStream("/" + name.get())) {
            return resource == null ? Optional.empty() : Optional.of(unpack(resource, directory.resolve(name.get())));
        }
    }

    private static Optional<String> shippedName() {
        try {
            OsArchitecture here = OsArchitecture.detectOSandArchitecture();
            return Optional.ofNullable(
                    ExecutableProvider.newProvidedVersionsMap().get(here));
        } catch (RuntimeException e) {
            // A platform that the artifact does not know.
            return Optional.empty();
        }
    }

    /** By renaming a finished file: one that another process runs cannot be written to. */
    private static Path unpack(InputStream resource, Path target) throws IOException {
        if (Files.isExecutable(target)) {
            return target;
        }
        Files.createDirectories(target.getParent());
        Path draft = Files.createTempFile(target.getParent(), "redis-server", ".draft");
        Files.copy(resource, draft, StandardCopyOption.REPLACE_EXISTING);
        if (!draft.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + draft);
        }
        return Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> installed() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .toList();
    }

    private static boolean runs(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
