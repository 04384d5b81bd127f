// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import static dev.sallyport.gateway.blackbox.InTurn.answer;
import static dev.sallyport.gateway.blackbox.SharedGateway.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the provider says how long to wait. */
@ExtendWith(SharedGateway.class)
class RetryHintIT {

    private static final String IMF = "EEE, dd MMM yyyy HH:mm:ss 'GMT'";

    /** How late a busy machine may make a wait. */
    private static final Duration LATE = Duration.ofMillis(1500);

    private final SharedGateway.Running shared;

    RetryHintIT(SharedGateway.Running shared) {
        this.shared = shared;
    }

    @Test
    void aThrottledPostIsSentOnceMoreAfterTheWaitByteForByte() throws Exception {
        byte[] body = new byte[10_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 ^ i >> 7);
        }
        InTurn turns = InTurn.of(answer(429, "slow down", "Retry-After: 1"), answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).send("POST", "/", body, "Retries: 3");

            expect(answer, 200, 2, "retry_after");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofSeconds(1), LATE.plusMillis(1100));
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(sha256(request.body())).isEqualTo(sha256(body)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 1 | 1000",
                "Retry-After: 0.75 | 750",
                "Retry-After: 1.25 | 1250",
                "Retry-After: PT1.2S | 1200",
                "Retry-After: 0!Retry-After: 1!Retry-After: soon | 1000",
                "Retry-After: 1!Retry-After: 0 | 1000",
                "x-come-back-in: 1.1 | 1100",
            })
    void theLongestHintIsAFloor(String headers, long millis) throws IOException {
        InTurn turns = InTurn.of(answer(503, "down", headers.split("!")), answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-hints", NONE).get("/", "Retries: 1");

            expect(answer, 200, 2, headers.startsWith("x-") ? "preconfigured_after" : "retry_after");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofMillis(millis), LATE.plusMillis(millis));
        }
    }

    /** What is left is the random wait, which is below half a second. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After: 0",
                "Retry-After: -1",
                "Retry-After: -99999999999999999999",
                "Retry-After: abc",
                "Retry-After:",
                "Retry-After: 1e9",
                "Retry-After: 0x10",
                "Retry-After: NaN",
                "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT",
                "Retry-After: Mon, 32 Feb 2026 25:61:61 GMT",
            })
    void zeroThePastAndWhatCannotBeReadAreNoFloor(String header) throws IOException {
        InTurn turns = InTurn.of(answer(503, "down", header), answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 1");

            expect(answer, 200, 2, "status_code_503");
            assertThat(turns.waitAfter(0)).isLessThan(LATE.plusMillis(500));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'EEE, dd MMM yyyy HH:mm:ss ''GMT''', 0",
        "'EEEE, dd-MMM-yy HH:mm:ss ''GMT''', 0",
        "'EEE MMM ppd HH:mm:ss yyyy', 0",
        "'EEE, dd MMM yyyy HH:mm:ss ''GMT''', -600",
        "'EEE, dd MMM yyyy HH:mm:ss ''GMT''', 600",
        "'EEE MMM ppd HH:mm:ss yyyy', 600",
    })
    void aDateCountsByTheProvidersOwnClock(String form, long clockIsOffBySeconds) throws IOException {
        InTurn turns = InTurn.of(
                () -> {
                    Instant now = Instant.now().plusSeconds(clockIsOffBySeconds);
                    return answer(
                            429,
                            "slow down",
                            "Date: " + date(IMF, now),
                            "Retry-After: " + date(form, now.plusSeconds(1)));
                },
                answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-none", NONE).get("/", "Retries: 1");

            expect(answer, 200, 2, "retry_after");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofSeconds(1), LATE.plusMillis(1100));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3600",
                "61",
                "PT2H",
                "999999999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
            })
    void aWaitBeyondTheDeadlineIsTheCallersToMake(String hint) throws IOException {
        try (RawUpstream upstream =
                RawUpstream.answering(answer(429, "{\"slow\":\"down\"}", "Retry-After: " + hint, "X-Own: 1"))) {
            Route route = shared.to(upstream, "bb-none", NONE);
            long from = System.nanoTime();
            RawResponse answer = route.get("/", "Retries: 5");

            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(500));
            expect(answer, 429, 1, "hint_beyond_deadline");
            assertThat(answer.text()).isEqualTo("{\"slow\":\"down\"}");
            assertThat(answer.headers("retry-after")).containsExactly(hint);
            assertThat(answer.headers("x-own")).containsExactly("1");
            assertThat(answer.headers("sallyport-source")).containsExactly("upstream");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void aProvidersOwnHeaderMaySayWhen() throws IOException {
        InTurn turns = InTurn.of(
                () -> answer(503, "down", "X-Come-Back-At: " + (System.currentTimeMillis() + 1200)),
                answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer = shared.to(upstream, "bb-hints", NONE).get("/", "Retries: 1");

            expect(answer, 200, 2, "preconfigured_at");
            // The wait is read off clocks of whole milliseconds, one after the other.
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofMillis(1195), LATE.plusMillis(1200));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyMaySayWhenEvenCompressed(boolean compressed) throws IOException {
        InTurn turns = InTurn.of(
                () -> {
                    String body = "{\"error\":{\"code\":429,\"message\":\"User-rate limit exceeded. Retry after %s\"}}"
                            .formatted(Instant.now().plusMillis(1200));
                    return compressed
                            ? answer(429, gzip(body), "Content-Type: application/json", "Content-Encoding: gzip")
                            : answer(429, body, "Content-Type: application/json");
                },
                answer(200, "done"));
        try (RawUpstream upstream = RawUpstream.start(turns)) {
            RawResponse answer =
                    shared.to(upstream, "bb-hint-in-body", NONE).get("/", "Retries: 1", "Accept-Encoding: gzip");

            // The provider's rules and its limits both read the body; the reason is whoever saw the longer wait.
            expect(answer, 200, 2, "preconfigured_in_body", "throttled");
            assertThat(turns.waitAfter(0)).isBetween(Duration.ofMillis(1195), LATE.plusMillis(1200));
        }
    }

    @ParameterizedTest
    @CsvSource({"404, 100000, 1", "404, 3, 1", "500, 100000, 2", "429, 2000000, 2", "503, 0, 2"})
    void aBodyThatWasLookedIntoReachesTheCallerWhole(int status, int length, int attempts) throws Exception {
        String body =
                ("{\"error\":{\"message\":\"no\"}}" + "0123456789abcde".repeat(length / 15 + 1)).substring(0, length);
        try (RawUpstream upstream = RawUpstream.answering(answer(status, body, "Content-Type: application/json"))) {
            RawResponse answer = shared.to(upstream, "bb-hint-in-body", NONE).get("/", "Retries: 1");

            assertThat(answer.headers("sallyport-attempts")).containsExactly("" + attempts);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers("content-length")).containsExactly("" + length);
            assertThat(sha256(answer.body())).isEqualTo(sha256(body.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static void expect(RawResponse answer, int status, int attempts, String... reasons) {
        assertThat(answer.status()).as(answer.headers() + answer.text()).isEqualTo(status);
        assertThat(answer.headers("sallyport-attempts")).as("attempts").containsExactly("" + attempts);
        assertThat(answer.header("sallyport-retry-reason").orElse("none"))
                .as("reason")
                .isIn((Object[]) reasons);
    }

    private static String date(String form, Instant moment) {
        return DateTimeFormatter.ofPattern(form, Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(moment);
    }

    private static String gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
