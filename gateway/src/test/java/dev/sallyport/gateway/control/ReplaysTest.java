// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.sallyport.filters.error.ErrorCode;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Received;
import dev.sallyport.gateway.control.activity.RecordedCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

/** Where calls are replayed stands a server that says what it got. */
class ReplaysTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SECRET = "s3cr3t-of-the-connection";

    private final ControlPlane plane =
            new ControlPlane().caller("operator", List.of("activity:read", "environment:proxy"), null, null);
    private volatile String answer = answer("text/plain", "hello", "Sallyport-Source: upstream");
    private RawUpstream service;

    @BeforeEach
    void start() throws IOException {
        service = RawUpstream.start((_, wire) -> wire.send(answer));
        plane.servicePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port());
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void theSameCallGoesThroughTheServicePortWithTheKeyOfWhoAsks() {
        record(RecordedCall.answered(503)
                .asking("GET", "/proxy/a%2Fb;c/..x", "?q=%C3%A4&r")
                .requestHeader("accept", "text/csv")
                .requestHeader("accept-encoding", "gzip")
                .requestHeader("retries", "2")
                .requestHeader("x-own", "[redacted]")
                .requestHeader("content-type", "text/html"));

        Reply reply = replay("{}");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        Received sent = service.received().getFirst();
        assertThat(sent.requestLine()).isEqualTo("GET /proxy/a%2Fb;c/..x?q=%C3%A4&r HTTP/1.1");
        assertThat(sent.headers("authorization")).containsExactly("Bearer operator");
        assertThat(sent.headers("provider-config-key")).containsExactly("crm");
        assertThat(sent.headers("connection-id")).containsExactly("alice");
        assertThat(sent.headers("accept")).containsExactly("text/csv");
        assertThat(sent.headers("retries")).containsExactly("2");
        assertThat(sent.headers("sallyport-replay-of"))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("0-0");
        assertThat(sent.headers("accept-encoding")).isEmpty();
        assertThat(sent.headers("user-agent")).isEmpty();
        assertThat(sent.headers("x-own")).isEmpty();
        assertThat(sent.headers("content-type")).isEmpty();
    }

    @Test
    void bothAnswersAreShownSideBySide() {
        record(RecordedCall.answered(503).responseHeader("retry-after", "7"));
        plane.calls.records.add(RecordedCall.answered(200).traced(TRACE).build());
        answer = answer("application/json", "{\"a\":1}", "Sallyport-Trace-Id: " + TRACE, "Set-Cookie: a=b", "Etag: x");

        Reply reply = replay("{}");

        assertThat(reply.at("data.original.id")).isEqualTo("0-0");
        assertThat(reply.at("data.original.status")).isEqualTo(503);
        assertThat(reply.at("data.original.total_ms")).isEqualTo(320.0);
        assertThat(reply.at("data.original.headers")).isEqualTo(List.of(Map.of("name", "retry-after", "value", "7")));
        assertThat(reply.at("data.original.excerpt")).isEqualTo("{\"error\":\"no\"}");
        assertThat(reply.at("data.replay.id")).isEqualTo("1-0");
        assertThat(reply.at("data.replay.trace_id")).isEqualTo(TRACE);
        assertThat(reply.at("data.replay.status")).isEqualTo(200);
        assertThat(reply.at("data.replay.body")).isEqualTo("{\"a\":1}");
        assertThat(reply.at("data.replay.body_truncated")).isEqualTo(false);
        assertThat(reply.at("data.replay.error")).isNull();
        assertThat((List<?>) reply.at("data.replay.headers"))
                .asInstanceOf(LIST)
                .contains(Map.of("name", "set-cookie", "value", "[redacted]"), Map.of("name", "etag", "value", "x"));
        assertThat(reply.body()).doesNotContain("a=b");
    }

    @Test
    void anErrorOfTheGatewaysOwnIsNamed() {
        record(RecordedCall.answered(200));
        answer = RawUpstream.ok("{\"error\":{\"code\":\"circuit_open\",\"message\":\"m\"}}")
                .replace("200 OK", "503 Unavailable")
                .replaceFirst("\r\n", "\r\nSallyport-Source: gateway\r\nContent-Type: application/json\r\n");

        Reply reply = replay("{}");

        assertThat(reply.at("data.replay.status")).isEqualTo(503);
        assertThat(reply.at("data.replay.error")).isEqualTo("circuit_open");
    }

    @Test
    void theConnectionsSecretsAreMaskedInWhatCameBack() {
        plane.post("/integrations", "{'provider':'mcp','unique_key':'crm'}");
        Reply stored = plane.post(
                "/connections?verify=false",
                "{'provider_config_key':'crm','connection_id':'alice','credentials':{'type':'OAUTH2','access_token':'"
                        + SECRET + "'}}");
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        record(RecordedCall.answered(200));
        String filler = "x".repeat(20_000);
        answer = answer("text/plain", filler + " " + SECRET + " ?api_key=other-one " + filler, "Server: " + SECRET);

        Reply reply = replay("{}");

        assertThat(reply.at("data.replay.body")).isEqualTo(filler + " [redacted] ?api_key=[redacted] " + filler);
        assertThat(reply.body()).doesNotContain(SECRET, "other-one");
    }

    @Test
    void ofALongAnswerTheBeginningIsShown() {
        record(RecordedCall.answered(200));
        answer = answer("text/plain;charset=utf-8", "a" + "ä".repeat(200_000));

        Reply reply = replay("{}");

        assertThat(reply.at("data.replay.body")).isEqualTo("a" + "ä".repeat(32_767));
        assertThat(reply.at("data.replay.body_truncated")).isEqualTo(true);
    }

    @Test
    void whatIsNoTextIsNotShown() {
        record(RecordedCall.answered(200));
        answer = answer("image/png", "\u0089PNG");

        assertThat(replay("{}").at("data.replay.body")).isNull();
    }

    @Test
    void anAnswerThatBreaksOffIsShownAsFarAsItCame() throws IOException {
        record(RecordedCall.answered(200));
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nhalf";
        service.close();
        try (RawUpstream breaking = RawUpstream.start((_, wire) -> {
            wire.send(answer);
            wire.close();
        })) {
            plane.servicePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), breaking.port());

            Reply reply = replay("{}");

            assertThat(reply.at("data.replay.body")).isEqualTo("half");
            assertThat(reply.at("data.replay.body_truncated")).isEqualTo(true);
            assertThat(reply.at("data.replay.error")).isEqualTo("truncated");
        }
    }

    @Test
    void aMethodThatChangesSomethingIsSentOnlyWhenThatIsSaid() {
        record(RecordedCall.answered(500)
                .asking("POST", "/proxy/contacts", "")
                .requestHeader("content-type", "text/a"));

        Reply refused = replay("{}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_body");
        assertThat(refused.at("error.message"))
                .isEqualTo("POST can change something at the provider (expected: unsafe set to true)");
        assertThat(service.received()).isEmpty();

        assertThat(replay("{'unsafe':true,'body':null,'content_type':null}").status())
                .isEqualTo(200);
        assertThat(replay("{'unsafe':true,'body':'h\u00e4','content_type':null}")
                        .status())
                .isEqualTo(200);
        assertThat(replay("{'unsafe':true,'body':'{}','content_type':'application/json'}")
                        .status())
                .isEqualTo(200);

        assertThat(service.received()).extracting(Received::bodyText).containsExactly("", "h\u00e4", "{}");
        assertThat(service.received().stream().flatMap(sent -> sent.headers("content-type").stream()))
                .containsExactly("text/a", "application/json");
    }

    @Test
    void aGetTakesNoBody() {
        record(RecordedCall.answered(200));

        assertThat(replay("{'body':'x'}").problem()).isEqualTo("custom [body]");
        assertThat(service.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/proxy/a/[redacted], ?a=b", "/proxy/a, ?token=[redacted]"})
    void whatWasMaskedCannotBeSentAgain(String path, String query) {
        record(RecordedCall.answered(200).asking("GET", path, query));

        Reply reply = replay("{}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat((String) reply.at("error.message")).contains("masked", "cannot be sent again");
        assertThat(service.received()).isEmpty();
    }

    @Test
    void anAddressOfItsOwnOrNoConnectionCannotBeSentAgain() {
        record(RecordedCall.answered(200).requestHeader("base-url-override", "[redacted]"));
        assertThat((String) replay("{}").at("error.message")).contains("Base-Url-Override");

        plane.calls.records.set(
                0,
                RecordedCall.failed(ErrorCode.INVALID_HEADERS, "no", Map.of())
                        .by(null, null)
                        .build());
        assertThat((String) replay("{}").at("error.message")).contains("never got as far as a connection");
    }

    @Test
    void itNeedsBothScopesAndARecordThatTheKeySees() {
        record(RecordedCall.answered(200));
        plane.caller("reader", List.of("activity:read"), null, null);
        plane.caller("bob-only", List.of("activity:read", "environment:proxy"), null, List.of("bob"));

        Reply refused = replayBy("reader", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.at("error.message")).isEqualTo("Insufficient scope. Required: environment:proxy");
        assertThat(replayBy("bob-only", "{}").status()).isEqualTo(404);
        assertThat(replayBy("root", "{}").status()).isEqualTo(403);
        assertThat(service.received()).isEmpty();
    }

    @Test
    void aServicePortThatCannotBeReachedIsSaidInWords() throws IOException {
        record(RecordedCall.answered(200));
        try (Socket taken = new Socket()) {
            // Bound but not listening: nobody else can get the port meanwhile, and whoever connects is refused.
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            plane.servicePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

            Reply reply = replay("{}");

            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.code()).isEqualTo("upstream_unreachable");
            assertThat((String) reply.at("error.message")).contains("service port at", "cannot be reached");
        }
    }

    private void record(RecordedCall call) {
        plane.calls.records.add(call.build());
    }

    private Reply replay(String json) {
        return replayBy("operator", json);
    }

    private Reply replayBy(String caller, String json) {
        return plane.call(caller, HttpMethod.POST, "/api/activity/records/0-0/replay", json);
    }

    /** As the server sends it, which is a byte for each character. */
    private static String answer(String type, String body, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String bytes = new String(body.getBytes(UTF_8), ISO_8859_1);
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + more + "Content-Length: " + bytes.length()
                + "\r\n\r\n" + bytes;
    }
}
