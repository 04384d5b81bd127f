// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The control plane on a real server: event loops, where nothing may block, and bodies as they come off the wire. */
class ServerTest {

    private static final String HEAD = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer root\r\nConnection: close\r\n";

    private final ControlPlane plane = new ControlPlane();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(
                    RouterFunctions.toHttpHandler(plane.routes, ControlPlane.strategies())))
            .bindNow(Duration.ofSeconds(10));

    @AfterEach
    void stop() {
        server.disposeNow(Duration.ofSeconds(10));
    }

    @Test
    void makingKeysAndIdsDoesNotBlockAnEventLoop() throws IOException {
        assertThat(post("/integrations", "application/json", "{\"provider\":\"open\",\"unique_key\":\"o\"}"))
                .startsWith("HTTP/1.1 200");
        assertThat(post(
                        "/connections",
                        "application/json",
                        "{\"provider_config_key\":\"o\",\"credentials\":{\"type\":\"NONE\"}}"))
                .startsWith("HTTP/1.1 201");
        assertThat(post("/api-keys", "application/json", "{\"name\":\"n\",\"scopes\":[\"environment:proxy\"]}"))
                .startsWith("HTTP/1.1 201");
    }

    @Test
    void headIsAnsweredWithoutABody() throws IOException {
        String answer = send("HEAD /providers" + HEAD + "\r\n", InputStream.nullInputStream());

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").containsIgnoringCase("content-length:");
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() throws IOException {
        assertThat(post("/integrations", "not a type", "{}"))
                .startsWith("HTTP/1.1 415")
                .contains("invalid_content_type");
    }

    @Test
    void aBodyWithoutLengthIsCutOffAtTheLimit() throws IOException {
        // The last byte is the first too many: nothing is left unread, which would make the server's close a reset.
        String mebibyte = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
        byte[] body = (mebibyte.repeat(10) + "1\r\n \r\n").getBytes(UTF_8);

        String answer = send(
                "POST /integrations" + HEAD + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
                new ByteArrayInputStream(body));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("body_too_large");
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsNotAwaited() throws IOException {
        String answer = send(
                "POST /integrations" + HEAD + "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n",
                InputStream.nullInputStream());

        assertThat(answer).startsWith("HTTP/1.1 413").contains("body_too_large");
    }

    @Test
    void aQueryWithBrokenEncodingIsRefused() throws IOException {
        assertThat(send("GET /providers?search=%zz" + HEAD + "\r\n", InputStream.nullInputStream()))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void aGetThatAnnouncesJsonButHasNoBodyIsFine() throws IOException {
        assertThat(send(
                        "GET /providers" + HEAD + "Content-Type: application/json\r\n\r\n",
                        InputStream.nullInputStream()))
                .startsWith("HTTP/1.1 200");
    }

    private String post(String path, String contentType, String body) throws IOException {
        return send(
                "POST " + path + HEAD + "Content-Type: " + contentType + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n",
                new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    private String send(String head, InputStream body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(UTF_8));
            out.flush();
            body.transferTo(out);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
