// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawResponse;
import dev.sallyport.filters.testing.RawUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of an answer's body is in the record. */
@ExtendWith(LeakDetection.class)
class ExcerptTest {

    private static final String MESSAGE = "{\"message\":\"not that way\"}";
    private static final int MOST = 64;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/problem+json; charset=utf-8",
                "text/html",
                "application/soap+xml",
                "application/x-www-form-urlencoded"
            })
    void aTextThatTellsOfAnErrorIsKept(String type) throws Exception {
        assertThat(excerpt(422, "Content-Type: " + type, MESSAGE.getBytes(UTF_8)))
                .isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "200, Content-Type: application/json",
        "302, Content-Type: application/json",
        "500, Content-Type: application/octet-stream",
        "500, Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "500, X-No-Type: at-all",
    })
    void nothingElseIs(int status, String header) throws Exception {
        assertThat(excerpt(status, header, MESSAGE.getBytes(UTF_8))).isNull();
    }

    @Test
    void aLongOneEndsAtAWordWithinTheBound() throws Exception {
        String body = "word ".repeat(40) + "end";

        assertThat(excerpt(500, "Content-Type: text/plain", body.getBytes(UTF_8)))
                .isEqualTo("word ".repeat(12) + "…");
    }

    @Test
    void theCallerGetsAllOfIt() throws Exception {
        byte[] body = "word ".repeat(40).getBytes(UTF_8);
        try (RawUpstream upstream = answering(500, "Content-Type: text/plain", body);
                RecordedChain chain = RecordedChain.to(upstream.port(), MOST, (e, c) -> c.filter(e))) {
            RawResponse answer = chain.get();

            assertThat(answer.text()).isEqualTo(new String(body, UTF_8));
        }
    }

    @Test
    void encodedOnesAreDecoded() throws Exception {
        Brotli4jLoader.ensureAvailability();
        byte[] plain = MESSAGE.getBytes(UTF_8);

        assertThat(encoded("gzip", gzip(plain))).isEqualTo(MESSAGE);
        assertThat(encoded("deflate", deflate(plain))).isEqualTo(MESSAGE);
        assertThat(encoded("br", Encoder.compress(plain))).isEqualTo(MESSAGE);
        assertThat(encoded("identity", plain)).isEqualTo(MESSAGE);
    }

    @Test
    void ofOneThatIsEncodedOtherwiseThereIsNothing() throws Exception {
        assertThat(encoded("zstd", new byte[] {1, 2, 3})).isNull();
        assertThat(encoded("gzip", "no gzip at all".getBytes(UTF_8))).isNull();
    }

    @Test
    void littleThatDecodesToMuchIsBounded() throws Exception {
        assertThat(encoded("gzip", gzip("a b ".repeat(100_000).getBytes(UTF_8))))
                .hasSizeLessThanOrEqualTo(MOST + 1)
                .startsWith("a b a b")
                .endsWith("…");
    }

    @Test
    void controlCharactersAreLeftOut() throws Exception {
        assertThat(excerpt(500, "Content-Type: text/plain", "a\u001b[31m\r\nb\u0000".getBytes(UTF_8)))
                .isEqualTo("a[31m\nb");
    }

    private static @Nullable String encoded(String encoding, byte[] body) throws Exception {
        return excerpt(500, "Content-Type: application/json\r\nContent-Encoding: " + encoding, body);
    }

    private static @Nullable String excerpt(int status, String headers, byte[] body) throws Exception {
        try (RawUpstream upstream = answering(status, headers, body);
                RecordedChain chain = RecordedChain.to(upstream.port(), MOST, (e, c) -> c.filter(e))) {
            chain.get();
            ActivityRecord record = chain.record();
            assertThat(record.failure() == null).isEqualTo(status < 400);
            return record.failure() == null ? null : record.failure().excerpt();
        }
    }

    private static RawUpstream answering(int status, String headers, byte[] body) throws IOException {
        String head = "HTTP/1.1 " + status + " S\r\n" + headers + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        return RawUpstream.start((request, wire) -> {
            wire.send(head);
            wire.send(body);
        });
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflate = new DeflaterOutputStream(out)) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }
}
