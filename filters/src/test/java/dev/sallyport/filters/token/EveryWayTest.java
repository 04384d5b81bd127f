// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.token;

import static dev.sallyport.filters.token.Asking.NOW;
import static dev.sallyport.filters.token.Asking.answer;
import static dev.sallyport.filters.token.Asking.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.sallyport.filters.refresh.TokenOutcome;
import dev.sallyport.filters.refresh.TokenOutcome.Failing;
import dev.sallyport.filters.refresh.TokenOutcome.Granted;
import dev.sallyport.filters.refresh.TokenOutcome.Unknown;
import dev.sallyport.filters.refresh.TokenOutcome.Unsent;
import dev.sallyport.filters.testing.RawUpstream;
import dev.sallyport.filters.testing.RawUpstream.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What holds for every way of asking, whatever a token endpoint does. */
class EveryWayTest {

    static List<Way> ways() {
        return Way.all();
    }

    /** What endpoints answer, and the outcome of it. */
    static Stream<Arguments> answers() {
        List<Object[]> answers = List.of(
                new Object[] {answer(429, "Retry-After: 30\r\n", "{}"), "Failing[reason=status_429, retryAfter=PT30S]"},
                new Object[] {json(500, "{\"error\":\"invalid_grant\"}"), "Failing[reason=status_500, retryAfter=null]"
                },
                new Object[] {
                    answer(200, "Content-Type: text/html\r\n", "<html>canary</html>"),
                    "Failing[reason=html_answer, retryAfter=null]"
                },
                new Object[] {answer(200, "", ""), "Failing[reason=empty_answer, retryAfter=null]"},
                new Object[] {json(200, "[\"canary\"]"), "Failing[reason=no_json_answer, retryAfter=null]"},
                new Object[] {json(200, "{\"canary\":1}"), "Failing[reason=no_token, retryAfter=null]"},
                new Object[] {
                    json(200, "{\"error\":\"temporarily_unavailable\",\"error_description\":\"canary\"}"),
                    "Failing[reason=temporarily_unavailable, retryAfter=null]"
                },
                new Object[] {
                    json(400, "{\"error\":\"no canary here!\"}"), "Failing[reason=unknown_error, retryAfter=null]"
                },
                new Object[] {json(418, "{}"), "Failing[reason=status_418, retryAfter=null]"});
        return ways().stream().flatMap(way -> answers.stream().map(row -> Arguments.of(way, row[0], row[1])));
    }

    static Stream<Arguments> ends() {
        List<String> values = List.of(
                "\"3600\"",
                "3599.7",
                "-1",
                "0",
                "1e30",
                "9999999999999999999999",
                "3600000",
                "null",
                "{}",
                "\"soon\"",
                "\"2026-11-23T11:00:00Z\"",
                "\"2026-11-23T12:00:00+01:00\"",
                "1795431600",
                "1795431600000",
                "\"1795431600\"",
                "\"2020-01-01T00:00:00Z\"");
        return ways().stream().flatMap(way -> values.stream().map(value -> Arguments.of(way, value)));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("answers")
    void anAnswerOfNoUseIsAFailure(Way way, String answer, String outcome) throws Exception {
        try (RawUpstream server = RawUpstream.answering(answer)) {
            assertThat(way.asking().at(server)).hasToString(outcome);
            assertThat(server.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAnswerThatDoesNotComeIsUnknownAndAskedForOnce(Way way) throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        Script silence = (request, wire) -> {
            time.advanceTimeBy(Asking.LIMIT);
            wire.stall();
        };
        try (RawUpstream server = RawUpstream.start(silence)) {
            assertThat(way.asking().at(server)).isEqualTo(new Unknown("timeout"));
            assertThat(server.received()).hasSize(1);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAnswerThatBreaksOffIsUnknown(Way way) throws Exception {
        Script half = (request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + way.answer("new"));
            wire.close();
        };
        try (RawUpstream server = RawUpstream.start(half)) {
            assertThat(way.asking().at(server)).isInstanceOf(Unknown.class);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAnswerOfTwoMegabytesIsNotRead(Way way) throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(200, way.answer("a".repeat(2 << 20))))) {
            assertThat(way.asking().at(server)).isEqualTo(new Failing("too_large", null));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCompressedAnswerIsRead(Way way) throws Exception {
        byte[] zipped = gzip(way.answer("new"));
        try (RawUpstream server = RawUpstream.start((request, wire) -> {
            wire.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.length + "\r\n\r\n");
            wire.send(zipped);
        })) {
            assertThat(way.asking().at(server)).isInstanceOf(Granted.class);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void jsonIsReadWhateverItsTypeSays(Way way) throws Exception {
        for (String type : List.of("text/plain", "text/html; charset=utf-8", "application/octet-stream")) {
            String answer = answer(200, "Content-Type: " + type + "\r\n", way.answer("new"));
            try (RawUpstream server = RawUpstream.answering(answer)) {
                assertThat(way.asking().at(server)).isInstanceOf(Granted.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aTokenThatCouldNotBeSentIsNone(Way way) throws Exception {
        for (String token : List.of("a\\r\\nb", "a\\u0000", "\\u00e9", "a b")) {
            try (RawUpstream server = RawUpstream.answering(json(200, way.answer(token)))) {
                assertThat(way.asking().at(server)).isEqualTo(new Failing("unusable_token", null));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRedirectIsNotFollowed(Way way) throws Exception {
        try (RawUpstream other = RawUpstream.answering(json(200, way.answer("new")));
                RawUpstream server = RawUpstream.answering(
                        answer(307, "Location: http://127.0.0.1:" + other.port() + "/\r\n", "{}"))) {
            assertThat(way.asking().at(server)).isEqualTo(new Failing("status_307", null));
            assertThat(other.connections()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aServerThatIsAwayWasSentNothing(Way way) throws Exception {
        RawUpstream gone = RawUpstream.answering("");
        gone.close();

        assertThat(way.asking().at(gone)).isEqualTo(new Unsent("connect"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ends")
    void oddEndsNeverCostTheToken(Way way, String value) throws Exception {
        try (RawUpstream server = RawUpstream.answering(json(200, way.answerEnding(value)))) {
            Instant end = ((Granted) way.asking().at(server)).credential().expiresAt();

            if (end != null) {
                assertThat(end).isAfter(NOW).isBefore(NOW.plus(Duration.ofDays(3_651)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void nothingSecretIsLoggedOrShown(Way way) throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("dev.sallyport");
        Logger client = (Logger) LoggerFactory.getLogger("reactor.netty.http.client.HttpClientConnect");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
        client.addAppender(log);
        try {
            StringBuilder shown = new StringBuilder(way.credential().toString());
            for (String answer : List.of(
                    json(200, way.answer("canary-that-is-new")),
                    json(400, "{\"error\":\"x canary\",\"message\":\"canary\"}"),
                    json(200, way.answer("canary\\n")),
                    "HTTP/1.1 200 OK\r\nX: canary\r\nContent-Length: 9\r\n\r\ncanary")) {
                try (RawUpstream server = RawUpstream.start((request, wire) -> {
                    wire.send(answer);
                    wire.close();
                })) {
                    TokenOutcome outcome = way.asking().at(server);
                    shown.append(outcome);
                }
            }
            assertThat(shown.toString()).doesNotContainIgnoringCase(Way.CANARY);
            assertThat(log.list)
                    .allSatisfy(event -> assertThat(event.getFormattedMessage()
                                    + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                            .doesNotContainIgnoringCase(Way.CANARY));
        } finally {
            root.detachAppender(log);
            client.detachAppender(log);
            root.setLevel(null);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
