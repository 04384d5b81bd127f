// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** One process of the executable jar, on ports and in a directory of its own. */
final class Gateway implements AutoCloseable {

    /** The bootstrap key of every gateway started here. */
    static final String KEY = "3f0c9a1e-6b7d-4c52-9e0a-5d1f2b3c4d5e";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);

    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private Gateway(Process process, Path log, int port, int managementPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
    }

    static Setup with() {
        return new Setup();
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    long pid() {
        return process.pid();
    }

    /** The same process, called by a port that leads to it. */
    Gateway at(int front) {
        return new Gateway(process, log, front, managementPort);
    }

    /** What the process has printed so far, both streams. */
    String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isReady() {
        try (RawClient client = RawClient.connect(managementPort)) {
            client.sendHead("GET /health/ready HTTP/1.1", "Host: localhost", "Connection: close");
            return client.read().status() == 200;
        } catch (IOException | RuntimeException notYet) {
            return false;
        }
    }

    Gateway awaitReady() {
        Awaitility.await("readiness")
                .atMost(START_TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isReady() || !process.isAlive());
        assertThat(process.isAlive())
                .as("still running, having said:%n%s", log())
                .isTrue();
        return this;
    }

    /** Waits for the end of a process that cannot start, and answers its exit code. */
    int awaitExit() {
        return exitWithin(START_TIMEOUT);
    }

    /** SIGTERM; answers the exit code. */
    int stop() {
        process.destroy();
        return exitWithin(STOP_TIMEOUT);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        exitWithin(STOP_TIMEOUT);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private int exitWithin(Duration time) {
        assertThat(process.onExit())
                .as("end of the process, having said:%n%s", log())
                .succeedsWithin(time);
        return process.exitValue();
    }

    /** One call of the control plane with the bootstrap key. */
    RawResponse control(String method, String target, String json) throws IOException {
        return controlWith(KEY, method, target, json);
    }

    RawResponse controlWith(String key, String method, String target, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead(
                    method + " " + target + " HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + key,
                    "Content-Type: application/json",
                    "Content-Length: " + body.length,
                    "Connection: close");
            return client.send(body).read();
        }
    }

    /** Stores an integration of a provider under a key. */
    void integrate(String provider, String key, String gatewayOptions, String more) throws IOException {
        String json = "{\"provider\":\"%s\",\"unique_key\":\"%s\",\"gateway\":%s%s}"
                .formatted(provider, key, gatewayOptions, more);
        RawResponse answer = control("POST", "/integrations", json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** Stores a connection and answers how to call through it. */
    Route connect(String integration, String id, String credentials, String connectionConfig) throws IOException {
        String json =
                "{\"provider_config_key\":\"%s\",\"connection_id\":\"%s\",\"credentials\":%s,\"connection_config\":%s}"
                        .formatted(integration, id, credentials, connectionConfig);
        RawResponse answer = control("POST", "/connections?verify=false", json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new Route(port, KEY, integration, id);
    }

    String metrics() throws IOException {
        try (RawClient client = RawClient.connect(managementPort)) {
            client.sendHead("GET /actuator/prometheus HTTP/1.1", "Host: localhost", "Connection: close");
            return client.read().text();
        }
    }

    /** The value of a meter that has no labels. */
    double gauge(String name) throws IOException {
        List<Double> values = metrics()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        assertThat(values).as("meter " + name).hasSize(1);
        return values.getFirst();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How to start one. Loopback upstreams are open unless taken back. */
    static final class Setup {

        private final Map<String, String> environment = new HashMap<>();
        private final List<String> jvmArguments = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private int openFiles;

        private Setup() {
            env("SALLYPORT_BOOTSTRAP_SECRET_KEY", KEY);
            env("SALLYPORT_EGRESS_ALLOW_ADDRESSES", "127.0.0.0/8");
            env("SALLYPORT_EGRESS_ALLOW_HTTP", "true");
            env("SALLYPORT_CATALOG_LOCATIONS", catalogue());
            env("SPRING_PROFILES_ACTIVE", "test");
            jvm("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        }

        Setup env(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Setup without(String name) {
            environment.remove(name);
            return this;
        }

        Setup jvm(String... options) {
            jvmArguments.addAll(List.of(options));
            return this;
        }

        /** Gives the process no more file descriptors than that, whatever the JVM would ask for. */
        Setup openFiles(int most) {
            openFiles = most;
            return this;
        }

        Setup arg(String argument) {
            arguments.add(argument);
            return this;
        }

        /** Starts it without waiting for anything. */
        Gateway launch() throws IOException {
            int port = freePort();
            int managementPort = freePort();
            Path directory = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "blackbox").toAbsolutePath()), "gateway");
            Path log = directory.resolve("log");
            env("SERVER_PORT", "" + port).env("MANAGEMENT_SERVER_PORT", "" + managementPort);
            environment.putIfAbsent(
                    "SALLYPORT_DATA_DIR", directory.resolve("data").toString());
            ProcessBuilder builder = new ProcessBuilder(command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SALLYPORT_") || name.startsWith("OTEL_"));
            builder.environment().putAll(environment);
            return new Gateway(builder.start(), log, port, managementPort);
        }

        Gateway start() throws IOException {
            return launch().awaitReady();
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            if (openFiles > 0) {
                command.addAll(List.of("sh", "-c", "ulimit -n " + openFiles + " && exec \"$@\"", "sh"));
            }
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmArguments);
            command.add("-jar");
            command.add(Path.of(System.getProperty("sallyport.jar", "target/sallyport.jar"))
                    .toAbsolutePath()
                    .toString());
            command.addAll(arguments);
            return command;
        }

        private static String catalogue() {
            try {
                return Path.of(Objects.requireNonNull(Gateway.class.getResource("/blackbox/providers.yaml"))
                                .toURI())
                        .toString();
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
