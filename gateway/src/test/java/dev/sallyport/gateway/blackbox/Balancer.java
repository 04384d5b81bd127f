// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** nginx on loopback, which shares calls out to gateways; {@code nginx.conf} of the tests' resources is its configuration. */
final class Balancer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path directory;
    private final int port = Gateway.freePort();
    private final Process process;

    private Balancer(Path directory, List<Gateway> behind) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("nginx.conf"), configuration().replace("@port@", "" + port));
        writeServers(behind);
        this.process = new ProcessBuilder(program(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    static Balancer start(List<Gateway> behind) throws IOException {
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "blackbox").toAbsolutePath()), "balancer");
        Balancer balancer = new Balancer(directory, behind);
        balancer.awaitServers(behind);
        return balancer;
    }

    int port() {
        return port;
    }

    /** From now on only these get new calls; those on their way elsewhere go on there. */
    void shareOutTo(List<Gateway> behind) throws IOException {
        writeServers(behind);
        new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().onExit().join();
        awaitServers(behind);
    }

    @Override
    public void close() {
        process.destroy();
        assertThat(process.onExit()).as("end of nginx").succeedsWithin(PATIENCE);
    }

    private void writeServers(List<Gateway> behind) throws IOException {
        String servers = behind.stream()
                .map(gateway -> "    server 127.0.0.1:" + gateway.port() + " max_fails=0;\n")
                .collect(Collectors.joining());
        String text = "upstream replicas {\n" + servers + "    keepalive 64;\n    keepalive_timeout 60s;\n}\n"
                + "map $host $replicas {\n    default \"" + ports(behind) + "\";\n}\n";
        Path next = directory.resolve("servers.conf.next");
        Files.writeString(next, text);
        Files.move(next, directory.resolve("servers.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitServers(List<Gateway> behind) {
        Awaitility.await("balancer before " + ports(behind))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> isBefore(behind));
    }

    private boolean isBefore(List<Gateway> behind) {
        assertThat(process.isAlive())
                .as("nginx is running, having said:%n%s", said())
                .isTrue();
        try (RawClient client = RawClient.connect(port)) {
            client.sendHead("GET /who-is-behind HTTP/1.1", "Host: localhost", "Connection: close");
            return client.read().text().equals(ports(behind));
        } catch (IOException notYet) {
            return false;
        }
    }

    private String said() {
        try {
            Path errors = directory.resolve("error.log");
            return Files.readString(directory.resolve("log")) + (Files.exists(errors) ? Files.readString(errors) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ports(List<Gateway> behind) {
        return behind.stream().map(gateway -> "" + gateway.port()).collect(Collectors.joining(" "));
    }

    private static String configuration() throws IOException {
        try (InputStream in = Balancer.class.getResourceAsStream("/blackbox/nginx.conf")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Debian's is not on the path of those who are not root. */
    private static String program() {
        Path debian = Path.of("/usr/sbin/nginx");
        return Files.isExecutable(debian) ? debian.toString() : "nginx";
    }
}
