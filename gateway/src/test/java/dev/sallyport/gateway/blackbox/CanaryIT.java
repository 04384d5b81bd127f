// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.redis.embedded.TestServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Secrets that went through the gateway are found nowhere it writes to. */
class CanaryIT {

    private static final String ENCRYPTION_KEY = "Y2FuYXJ5LWVuY3J5cHRpb24ta2V5LTMyLWJ5dGVzLi4=";
    private static final String API_KEY = "cAnArY/Api+Key/a1b2c3";
    private static final String PASSWORD = "cAnArY/Pass+Word/d4e5f6";
    private static final String TOKEN = "cAnArY/Access+Token/g7h8i9";
    private static final String REFRESH = "cAnArY/Refresh+Token/j1k2l3";
    private static final String RAW = "cAnArY/Raw+Value/m4n5o6";
    private static final String CLIENT_SECRET = "cAnArY/Client+Secret/p7q8r9";
    private static final String CONSUMER_SECRET = "cAnArY/Consumer+Secret/n1o2p3";
    private static final String SIGNING_TOKEN = "cAnArY/Signing+Token/q4r5s6";
    private static final String SIGNING_SECRET = "cAnArY/Signing+Secret/t7u8v9";
    private static final String AWS_SECRET = "cAnArY/Aws+Secret/w1x2y3";
    private static final String AWS_SESSION = "cAnArY/Aws+Session/z4a5b6";
    private static final String CONFIG = "cAnArY/Config+Value/s1t2u3";
    private static final String METADATA = "cAnArY/Meta+Data/v4w5x6";
    private static final String QUERY = "cAnArY-Query-Value-y7z8a9";
    private static final String HEADER = "cAnArY/Header+Value/b1c2d3";
    private static final String BODY = "cAnArY/Body+Value/e4f5g6";
    private static final String ANSWER = "cAnArY/Answer+Value/h7i8j9";
    private static final String LOCATION = "cAnArY-Location-k1l2m3";
    private static final List<String> EVERYWHERE_SECRET = List.of(
            API_KEY,
            PASSWORD,
            TOKEN,
            REFRESH,
            RAW,
            CLIENT_SECRET,
            CONSUMER_SECRET,
            SIGNING_TOKEN,
            SIGNING_SECRET,
            AWS_SECRET,
            AWS_SESSION,
            CONFIG,
            METADATA,
            QUERY,
            HEADER,
            BODY,
            ANSWER,
            LOCATION,
            Gateway.KEY,
            ENCRYPTION_KEY);

    private final List<RawResponse> ourAnswers = new ArrayList<>();

    @Test
    void secretsStayOutOfLogsMetricsSpansErrorsAndRedis() throws Exception {
        try (TestServer redis = TestServer.start("--rdbcompression", "no");
                RawUpstream collector = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RawUpstream upstream = RawUpstream.start(CanaryIT::echo);
                Gateway gateway = setup(redis, collector).start()) {
            drive(gateway, upstream);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(spans(collector)).contains("bb-baseless", "/refused"));

            String stored = dump(redis);
            String metrics = gateway.metrics();
            String errors = ourAnswers.stream()
                    .map(answer -> answer.headers() + answer.text())
                    .toList()
                    .toString();
            assertThat(upstream.received().toString() + heads(upstream))
                    .as("what the upstream was meant to get")
                    .contains(API_KEY, TOKEN, QUERY, HEADER, AWS_SESSION, "oauth_signature=", "AWS4-HMAC-SHA256 ");
            assertThat(stored).contains("canary-connection");
            assertThat(metrics).contains("bb-header");
            assertThat(errors).contains("upstream_unreachable", "base_url_override_not_allowed");

            expectNone("Redis", stored);
            expectNone("metrics", metrics);
            expectNone("spans", spans(collector));
            expectNone("errors", errors);
            gateway.stop();
            expectNone("log", gateway.log());
            expectNone("spans of the shutdown", spans(collector));
        }
    }

    private void drive(Gateway gateway, RawUpstream upstream) throws IOException {
        String config = "{\"port\":\"%d\",\"tenant\":\"%s\"}".formatted(upstream.port(), CONFIG);
        gateway.integrate("bb-header", "bb-header", "{}", "");
        gateway.integrate("bb-query", "bb-query", "{}", "");
        gateway.integrate("bb-path", "bb-path", "{}", "");
        gateway.integrate("bb-body", "bb-body", "{}", "");
        gateway.integrate("bb-basic", "bb-basic", "{}", "");
        gateway.integrate("bb-baseless", "bb-baseless", "{}", "");
        gateway.integrate(
                "bb-oauth2",
                "bb-oauth2",
                "{}",
                ",\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":\"id\",\"client_secret\":\"%s\"}"
                        .formatted(CLIENT_SECRET));
        String consumer =
                ",\"credentials\":{\"type\":\"%s\",\"client_id\":\"id\",\"client_secret\":\"" + CONSUMER_SECRET + "\"}";
        gateway.integrate("bb-oauth1", "bb-oauth1", "{}", consumer.formatted("OAUTH1"));
        gateway.integrate("bb-oauth1-plain", "bb-oauth1-plain", "{}", consumer.formatted("OAUTH1"));
        gateway.integrate("bb-tba", "bb-tba", "{}", consumer.formatted("TBA"));
        gateway.integrate("bb-aws", "bb-aws", "{}", "");
        String oauth1 = "{\"type\":\"OAUTH1\",\"oauth_token\":\"%s\",\"oauth_token_secret\":\"%s\"}"
                .formatted(SIGNING_TOKEN, SIGNING_SECRET);
        String key = "{\"type\":\"API_KEY\",\"apiKey\":\"%s\"}".formatted(API_KEY);
        List<Route> routes = List.of(
                gateway.connect("bb-header", "canary-connection", key, config),
                gateway.connect("bb-query", "c", key, config),
                gateway.connect("bb-path", "c", key, config),
                gateway.connect("bb-body", "c", key, config),
                gateway.connect("bb-baseless", "c", key, config),
                gateway.connect(
                        "bb-basic",
                        "c",
                        "{\"type\":\"BASIC\",\"username\":\"u\",\"password\":\"%s\"}".formatted(PASSWORD),
                        config),
                gateway.connect(
                        "bb-oauth2",
                        "c",
                        "{\"type\":\"OAUTH2\",\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"raw\":{\"id_token\":\"%s\"}}"
                                .formatted(TOKEN, REFRESH, RAW),
                        config),
                gateway.connect("bb-oauth1", "c", oauth1, config),
                gateway.connect("bb-oauth1-plain", "c", oauth1, config),
                gateway.connect(
                        "bb-tba",
                        "c",
                        "{\"type\":\"TBA\",\"token_id\":\"%s\",\"token_secret\":\"%s\"}"
                                .formatted(SIGNING_TOKEN, SIGNING_SECRET),
                        "{\"port\":\"%d\",\"accountId\":\"%s\"}".formatted(upstream.port(), CONFIG)),
                gateway.connect(
                        "bb-aws",
                        "c",
                        "{\"type\":\"AWS_SIGV4\",\"access_key_id\":\"AKID\",\"secret_access_key\":\"%s\",\"session_token\":\"%s\",\"region\":\"eu-west-1\",\"service\":\"sqs\"}"
                                .formatted(AWS_SECRET, AWS_SESSION),
                        config));
        RawResponse metadata = gateway.control(
                "POST",
                "/connections/metadata",
                "{\"connection_id\":\"c\",\"provider_config_key\":\"bb-query\",\"metadata\":{\"note\":\"%s\"}}"
                        .formatted(METADATA));
        assertThat(metadata.status()).as(metadata.text()).isLessThan(300);
        for (Route route : routes) {
            callInEveryWay(route, upstream.port());
        }
        wrongRequests(gateway, routes.getFirst());
    }

    private void callInEveryWay(Route route, int port) throws IOException {
        String query = "?token=" + QUERY;
        String header = "X-Secret: " + HEADER;
        String body = "{\"secret\":\"" + BODY + "\"}";
        String refused = "Base-Url-Override: http://127.0.0.1:" + Gateway.freePort();
        note(route.get("/ok" + query, header));
        note(route.post("/error" + query, body, header, "Content-Type: application/json"));
        note(route.get("/redirect" + query, header));
        note(route.post("/redirect" + query, body, header, "Content-Type: application/json"));
        note(route.get("/forbidden-redirect" + query, header));
        note(route.get("/garbage" + query, header));
        note(route.get("/hangup" + query, header));
        note(route.get("/slow" + query, header, "Sallyport-Timeout: 200"));
        note(route.get("/refused" + query, header, refused));
        note(route.get("/refused" + query, header, "Base-Url-Override: https://u:" + QUERY + "@evil.example"));
        note(route.get("/..%2f" + query, header));
        note(route.get("/ok" + query, header, "Base-Url-Override: http://127.0.0.1:" + port));
    }

    private void wrongRequests(Gateway gateway, Route route) throws IOException {
        note(route.get("/x", "Retries: many", "Authorization-Old: " + HEADER));
        note(new Route(route.port(), TOKEN, "bb-header", "c").get("/"));
        note(gateway.control("POST", "/connections", "{\"credentials\":{\"apiKey\":\"" + API_KEY + "\"}"));
        note(gateway.control(
                "POST",
                "/connections",
                "{\"provider_config_key\":\"bb-header\",\"connection_id\":\"x\","
                        + "\"credentials\":{\"type\":\"API_KEY\",\"apiKey\":\"" + API_KEY + "\\u0000\"}}"));
        note(gateway.control(
                "POST",
                "/integrations",
                "{\"provider\":\"bb-oauth2\",\"unique_key\":\"new\","
                        + "\"credentials\":{\"type\":\"OAUTH2\",\"client_id\":5,\"client_secret\":\"" + CLIENT_SECRET
                        + "\"}}"));
    }

    /** Keeps what the gateway itself says; an upstream's echo belongs to the caller. */
    private void note(RawResponse answer) {
        if (answer.header("sallyport-source").filter("upstream"::equals).isEmpty()) {
            assertThat(answer.status()).isGreaterThanOrEqualTo(400);
            ourAnswers.add(answer);
        }
    }

    private static void echo(RawUpstream.Received request, RawUpstream.Wire wire) throws Exception {
        String path = request.target().replaceAll("\\?.*", "");
        String redirect = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ";
        switch (path) {
            case "/error" -> {
                String body = ANSWER + request.head() + request.bodyText();
                wire.send("HTTP/1.1 500 " + ANSWER + "\r\nX-Echo: " + ANSWER + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
            }
            case "/redirect" -> wire.send(redirect + "/ok?code=" + LOCATION + "\r\n\r\n");
            case "/forbidden-redirect" ->
                wire.send(redirect + "http://10.0.0.1/" + LOCATION + "?x=" + LOCATION + "\r\n\r\n");
            case "/garbage" -> wire.send(ANSWER + "\r\n" + request.head() + "\r\n\r\n");
            case "/hangup" -> wire.close();
            case "/slow" -> wire.stall();
            default -> wire.send(RawUpstream.ok(ANSWER));
        }
    }

    private static Gateway.Setup setup(TestServer redis, RawUpstream collector) {
        return Gateway.with()
                .env("SALLYPORT_REDIS_URI", redis.uri().reveal())
                .env("SALLYPORT_REDIS_COMMAND_TIMEOUT", "2s")
                .env("SALLYPORT_ENCRYPTION_KEY", ENCRYPTION_KEY)
                .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.port())
                .env("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .env("OTEL_TRACES_SAMPLER", "always_on")
                .env("OTEL_BSP_SCHEDULE_DELAY", "200");
    }

    private static String spans(RawUpstream collector) {
        StringBuilder text = new StringBuilder();
        collector.received().forEach(batch -> text.append(new String(batch.body(), ISO_8859_1)));
        return text.toString();
    }

    private static String heads(RawUpstream upstream) {
        return upstream.received().stream()
                .map(RawUpstream.Received::head)
                .toList()
                .toString();
    }

    private static String dump(TestServer redis) {
        StringBuilder all = new StringBuilder();
        try (RedisClient client = RedisClient.create(redis.uri().reveal());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisCommands<byte[], byte[]> commands = connection.sync();
            for (byte[] key : commands.keys("*")) {
                all.append(new String(key, ISO_8859_1)).append('=');
                all.append(new String(commands.dump(key), ISO_8859_1)).append('\n');
            }
        }
        return all.toString();
    }

    private static void expectNone(String where, String text) {
        for (String secret : EVERYWHERE_SECRET) {
            assertThat(formsOf(secret).stream().filter(text::contains).toList())
                    .as("forms of " + secret + " in " + where)
                    .isEmpty();
        }
    }

    /** As it is, percent-encoded, in hex, and in Base64 at each of its three alignments. */
    private static List<String> formsOf(String secret) {
        List<String> forms = new ArrayList<>();
        forms.add(secret);
        forms.add(URLEncoder.encode(secret, ISO_8859_1));
        forms.add(HexFormat.of().formatHex(secret.getBytes(ISO_8859_1)));
        for (int shift = 0; shift < 3; shift++) {
            String encoded = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(("x".repeat(shift) + secret).getBytes(ISO_8859_1));
            forms.add(encoded.substring(4, encoded.length() - 4));
        }
        return forms;
    }
}
