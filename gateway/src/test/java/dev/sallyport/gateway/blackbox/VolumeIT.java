// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More bytes than the process could hold, up and down. {@code -Dsallyport.it.mebibytes=1024} for a longer look.
 */
class VolumeIT {

    private static final long BYTES = Long.getLong("sallyport.it.mebibytes", 64) << 20;

    /** More than the system's buffers of the four ends of two connections take, which grow to tens of MiB. */
    private static final long IN_SOCKETS = 128 << 20;

    private static final Duration LONG = Duration.ofMinutes(5);

    private static Gateway gateway;
    private static VolumeUpstream upstream;
    private static Route route;

    @BeforeAll
    static void start() throws IOException {
        upstream = VolumeUpstream.start(BYTES);
        gateway = Gateway.with()
                .jvm("-Xmx" + System.getProperty("sallyport.it.heap", "48m"), "-XX:MaxDirectMemorySize=32m")
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "5s")
                .env("SALLYPORT_TOTAL_TIMEOUT", "10m")
                .start();
        gateway.integrate("bb-none", "i", "{}", "");
        route = gateway.connect("i", "c", NONE, "{\"port\":\"" + upstream.port() + "\"}");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    @Test
    void aLargeDownloadArrivesWholeInLittleMemory() throws IOException {
        try (RawClient client = route.open().timeout(LONG)) {
            client.send(route.head("GET", "/", "Connection: close"));
            assertThat(client.readHead().header("content-length")).contains("" + BYTES);
            Pattern received = new Pattern();
            byte[] buffer = new byte[64 * 1024];
            for (int n = client.stream().read(buffer);
                    n >= 0;
                    n = client.stream().read(buffer)) {
                received.check(buffer, n);
            }

            assertThat(received.position()).isEqualTo(BYTES);
            assertThat(received.isIntact()).isTrue();
        }
        expectLittleMemory("download");
    }

    @Test
    void aLargeUploadArrivesWholeInLittleMemory() throws IOException {
        try (RawClient client = route.open().timeout(LONG)) {
            client.send(route.head("PUT", "/", "Content-Length: " + BYTES));
            Pattern sent = new Pattern();
            for (long left = BYTES; left > 0; ) {
                byte[] part = sent.next((int) Math.min(left, 64 * 1024));
                client.send(part);
                left -= part.length;
            }

            assertThat(client.read().text()).isEqualTo("intact " + BYTES);
        }
        expectLittleMemory("upload");
    }

    /** A caller who does not read must not make the gateway buffer: the upstream is held back too. */
    @Test
    void aCallerWhoDoesNotReadHoldsTheUpstreamBack() throws Exception {
        try (VolumeUpstream endless = VolumeUpstream.start(16 * IN_SOCKETS)) {
            Route stalled = gateway.connect("i", "stalled", NONE, "{\"port\":\"" + endless.port() + "\"}");
            try (RawClient client = stalled.open().timeout(LONG)) {
                client.send(stalled.head("GET", "/", "Connection: close")).readHead();

                assertThat(endless.awaitStandstill()).isLessThan(IN_SOCKETS);
                assertThat(client.stream().read()).isNotNegative();
            }
        }
        expectLittleMemory("download that nobody reads");
    }

    private static void expectLittleMemory(String what) throws IOException {
        String status = Files.readString(Path.of("/proc/" + gateway.pid() + "/status"));
        long peakKib = Long.parseLong(status.replaceAll("(?s).*VmHWM:\\s+(\\d+) kB.*", "$1"));
        System.out.println(what + ": peak resident " + (peakKib >> 10) + " MiB");
        assertThat(peakKib).as("peak resident memory, KiB").isLessThan(512 * 1024);
    }

    /** Bytes that repeat with a period that no buffer size divides, so that a lost or doubled part shows. */
    static final class Pattern {

        private static final int PERIOD = 65_521;

        private long position;
        private boolean intact = true;

        byte[] next(int length) {
            byte[] part = new byte[length];
            for (int i = 0; i < length; i++) {
                part[i] = at(position++);
            }
            return part;
        }

        void check(byte[] part, int length) {
            for (int i = 0; i < length; i++) {
                intact &= part[i] == at(position++);
            }
        }

        long position() {
            return position;
        }

        boolean isIntact() {
            return intact;
        }

        private static byte at(long position) {
            int offset = (int) (position % PERIOD);
            return (byte) (offset ^ (offset >> 8));
        }
    }
}
