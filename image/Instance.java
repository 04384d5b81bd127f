// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway that runs as in the image, on free ports. */
final class Instance implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;
    private final long startedAt = System.nanoTime();

    /**
     * @param java the runtime
     * @param root what {@code prepare} made
     * @param jvm options beside those of the image, the one that names the cache among them
     */
    Instance(Path java, Path root, List<String> jvm, Map<String, String> environment) throws IOException {
        port = freePort();
        managementPort = freePort();
        Path work = Files.createTempDirectory("sallyport");
        log = work.resolve("log");
        Path app = root.resolve("app");
        List<String> command = new ArrayList<>(List.of(java + "/bin/java"));
        command.addAll(jvm);
        // The cache knows the jar by this path.
        command.addAll(List.of("@" + app.resolve("jvm.options"), "-jar", app + "/sallyport.jar"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        process = builder.start();
    }

    /** Answers how long it took. */
    Duration awaitReady() throws IOException, InterruptedException {
        while (elapsed().compareTo(START) < 0) {
            if (!process.isAlive()) {
                throw new IllegalStateException("ended with " + process.exitValue() + ", having said:\n" + log());
            }
            if (isReady()) {
                return elapsed();
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("not ready after " + START + ", having said:\n" + log());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + target));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGTERM; answers the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            throw new IllegalStateException("still running 3 minutes after SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send(HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/health/ready")))
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
