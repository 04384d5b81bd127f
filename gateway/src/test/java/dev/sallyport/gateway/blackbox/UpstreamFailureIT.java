// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.SharedGateway.API_KEY;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawClient;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedGateway.class)
class UpstreamFailureIT {

    private final SharedGateway.Running shared;

    UpstreamFailureIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void nobodyListening() throws IOException {
        Route route = shared.connect("bb-none", NONE, "{}", "{\"port\":\"" + Gateway.freePort() + "\"}");

        expect(route.get("/"), 502, "upstream_unreachable", "\"reason\":\"connect\"");
    }

    @Test
    void aNameNobodyHas() throws IOException {
        expect(shared.connect("bb-unknown-host", NONE, "{}", "{}").get("/"), 502, "upstream_unreachable", "\"dns\"");
    }

    @Test
    void aForbiddenAddress() throws IOException {
        expect(shared.connect("bb-metadata", NONE, "{}", "{}").get("/"), 400, "base_url_override_not_allowed", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mail.example ESMTP\r\n",
                "\0\1\2\3\4\5\6\7\r\n\r\n",
                "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 1000 High\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            })
    void anAnswerThatIsNotHttpOrNotSafe(String bytes) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(bytes)) {
            expect(shared.to(upstream, "bb-none", NONE).get("/"), 502, "bad_upstream", "");
        }
    }

    @Test
    void interimAnswersAreSwallowedAndTheNextCallerGetsItsOwn() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) ->
                wire.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
                        + RawUpstream.ok(request.target())))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            try (RawClient client = route.open()) {
                for (int i = 0; i < 3; i++) {
                    RawResponse answer = client.send(route.head("GET", "/" + i)).read();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.text()).isEqualTo("/" + i);
                    assertThat(answer.header("link")).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 204 No Content\r\n\r\npoison",
            })
    void whatComesAfterAnAnswerIsNobodysAnswer(String bytes) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(bytes)) {
            Route route = shared.to(upstream, "bb-none", NONE);
            for (int i = 0; i < 5; i++) {
                assertThat(route.get("/").text()).doesNotContain("poison");
            }
        }
    }

    @Test
    void anUpstreamThatHangsUpWithoutAWord() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.close())) {
            expect(shared.to(upstream, "bb-none", NONE).get("/"), 502, "upstream_unreachable", "\"closed\"");
        }
    }

    @Test
    void anUpstreamThatResets() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.reset())) {
            expect(shared.to(upstream, "bb-none", NONE).get("/"), 502, "upstream_unreachable", "\"reason\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"Sallyport-Timeout: 300", "Sallyport-Timeout: PT0.3S"})
    void theCallersOwnDeadline(String header) throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall())) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", header);

            expect(answer, 504, "upstream_timeout", "\"phase\":\"total\"");
            assertThat(answer.header("sallyport-attempts")).contains("1");
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void theHeadThatDoesNotCome() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) -> wire.stall())) {
            expect(shared.to(upstream, "bb-none", NONE).get("/"), 504, "upstream_timeout", "\"phase\":\"head\"");
        }
    }

    @Test
    void theHeadThatDrips() throws IOException {
        try (RawUpstream upstream = RawUpstream.start((request, wire) ->
                wire.drip("HTTP/1.1 200 OK\r\n" + "X-A: 1\r\n".repeat(1000), Duration.ofMillis(50)))) {
            expect(shared.to(upstream, "bb-none", NONE).get("/"), 504, "upstream_timeout", "\"phase\":\"head\"");
        }
    }

    @Test
    void aCertificateNobodyVouchesFor(@TempDir Path directory) throws Exception {
        try (RawUpstream upstream =
                RawUpstream.startTls(selfSigned(directory), (request, wire) -> wire.send(RawUpstream.ok("never")))) {
            expect(
                    shared.to(upstream, "bb-tls", NONE).get("/"),
                    502,
                    "upstream_unreachable",
                    "\"reason\":\"tls_untrusted\"");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void plainTextWhereTlsIsExpected() throws IOException {
        try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> greet(upstream, "HTTP/1.1 400 plain\r\n\r\n"));
            Route route = shared.connect("bb-tls", NONE, "{}", "{\"port\":\"" + upstream.getLocalPort() + "\"}");

            expect(route.get("/"), 502, "upstream_unreachable", "\"reason\":\"tls");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://api.stranger.example base_url_override_not_allowed",
                "http://localhost:PORT base_url_override_not_allowed",
                "http://127.0.0.2:PORT base_url_override_not_allowed",
                "http://127.1:PORT base_url_override_not_allowed",
                "http://2130706433:PORT base_url_override_not_allowed",
                "http://127.0.0.1@evil.example:PORT base_url_override_not_allowed",
                "ftp://127.0.0.1/ base_url_override_not_allowed",
                "localhost:PORT base_url_override_not_allowed",
                "http://127.0.0.1:PORT/?q base_url_override_not_allowed",
            })
    void anOverrideTakesTheCredentialNowhereElse(String override, String code) throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("never"))) {
            RawResponse answer = shared.to(upstream, "bb-header")
                    .get("/", "Base-Url-Override: " + override.replace("PORT", "" + upstream.port()));

            expect(answer, 400, code, "");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void anOverrideOfTheSameHostOrAListedOneIsTaken() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.ok("done"));
                RawUpstream other = RawUpstream.answering(RawUpstream.ok("other"))) {
            String port = "" + other.port();
            assertThat(shared.to(upstream, "bb-header")
                            .get("/x", "Base-Url-Override: HTTP://127.0.0.1:" + port + "/v 2/")
                            .text())
                    .isEqualTo("other");
            assertThat(shared.to(upstream, "bb-header", API_KEY, "{\"allowed_hosts\":[\"127.0.0.2\"]}")
                            .get("/x", "Base-Url-Override: http://127.0.0.2:" + port)
                            .status())
                    .isEqualTo(502);

            assertThat(other.received().getFirst().target()).isEqualTo("/v%202/x");
            assertThat(other.received().getFirst().headers("x-api-key")).containsExactly("the-key");
        }
    }

    private static void greet(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(text.getBytes());
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The client hung up.
        }
    }

    private static void expect(RawResponse answer, int status, String code, String more) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains("\"code\":\"" + code + "\"", more);
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(answer.headers("sallyport-source")).containsExactly("gateway");
    }

    private static SSLContext selfSigned(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storepass",
                        "changeit",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
