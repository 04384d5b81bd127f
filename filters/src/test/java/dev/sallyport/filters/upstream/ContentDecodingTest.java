// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ContentDecodingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final List<ByteBuf> given = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "gzip, 1",
        "gzip, 7",
        "gzip, 100000",
        "x-gzip, 50",
        "GZIP, 50",
        "deflate, 1",
        "deflate, 64",
        "raw-deflate, 1",
        "raw-deflate, 64",
        "br, 1",
        "br, 1000",
        "br, 100000",
        "'gzip, br', 13",
        "'identity, gzip', 100"
    })
    void decodesWhateverTheChunking(String coding, int chunk) {
        byte[] plain = text(200_000);
        byte[] encoded = encode(coding, plain);
        assertThat(decoded(coding.replace("raw-", ""), encoded, chunk)).isEqualTo(plain);
        assertReleased();
    }

    @Test
    void decodesSeveralGzipMembersAndIgnoresPadding() throws Exception {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(encode("gzip", "one ".getBytes(StandardCharsets.UTF_8)));
        members.write(encode("gzip", "two".getBytes(StandardCharsets.UTF_8)));
        members.write(new byte[5]);
        for (int chunk : new int[] {1, 3, 1000}) {
            assertThat(decoded("gzip", members.toByteArray(), chunk)).asString().isEqualTo("one two");
        }
    }

    @Test
    void decodesAGzipHeaderWithAllItsParts() {
        byte[] gzip = encode("gzip", "hello".getBytes(StandardCharsets.UTF_8));
        ByteBuf full = Unpooled.buffer();
        full.writeBytes(gzip, 0, 3).writeByte(2 | 4 | 8 | 16).writeBytes(gzip, 4, 6);
        full.writeShortLE(3).writeBytes(new byte[] {1, 2, 3});
        full.writeBytes("name\0".getBytes(StandardCharsets.UTF_8))
                .writeBytes("comment\0".getBytes(StandardCharsets.UTF_8));
        full.writeShort(0).writeBytes(gzip, 10, gzip.length - 10);
        byte[] encoded = ByteBufUtil.getBytes(full);
        for (int chunk : new int[] {1, 5, 1000}) {
            assertThat(decoded("gzip", encoded, chunk)).asString().isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void anEmptyBodyStaysEmpty(String coding) {
        assertThat(decoded(coding, new byte[0], 1)).isEmpty();
        assertThat(decoded(coding, encode(coding, new byte[0]), 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "zstd", "gzip, zstd", "compress", "gzip;q=1"})
    void whatItDoesNotKnowIsLeftAlone(String coding) {
        assertThat(ContentDecoding.of(coding, allocator)).isNull();
        assertThat(ContentDecoding.of(null, allocator)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "raw-deflate", "br"})
    void aBodyCutShortFails(String coding) {
        byte[] encoded = encode(coding, text(50_000));
        assertFails(coding.replace("raw-", ""), Arrays.copyOf(encoded, encoded.length / 2), "truncated");
    }

    @Test
    void aGzipBodyWithoutItsTrailerFails() {
        byte[] encoded = encode("gzip", text(5_000));
        assertFails("gzip", Arrays.copyOf(encoded, encoded.length - 1), "truncated");
    }

    @Test
    void aWrongChecksumFails() {
        byte[] encoded = encode("gzip", text(5_000));
        encoded[encoded.length - 7] ^= 1;
        assertFails("gzip", encoded, "content_encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void aBodyThatIsNotEncodedFails(String coding) {
        byte[] noise = new byte[1000];
        new Random(7).nextBytes(noise);
        noise[0] = 0x77;
        assertFails(coding, noise, "content_encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "'gzip, gzip'"})
    void aBombEndsWithBoundedMemory(String coding) {
        String codings = coding.replace("'", "");
        byte[] bomb = encode(codings, new byte[40 << 20]);
        ContentDecoding decoding = ContentDecoding.of(codings, PooledByteBufAllocator.DEFAULT);
        long[] seen = new long[1];
        StepVerifier.create(decoding.decode(chunks(bomb, 8192)).doOnNext(piece -> {
                    seen[0] += piece.readableBytes();
                    assertThat(piece.readableBytes()).isLessThanOrEqualTo(BodyDecoder.PIECE);
                    piece.release();
                }))
                .thenConsumeWhile(piece -> true)
                .expectErrorSatisfies(error -> isBad(error, "decompression_ratio"))
                .verify(PATIENCE);
        assertThat(seen[0]).isLessThan(16 << 20);
        assertReleased();
    }

    @Test
    void aMebibyteOfZerosIsNoBomb() {
        byte[] zeros = new byte[1 << 20];
        assertThat(decoded("gzip", encode("gzip", zeros), 100)).isEqualTo(zeros);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void nothingIsDecodedBeforeItIsAskedFor(String coding) {
        ContentDecoding decoding = ContentDecoding.of(coding, allocator);
        byte[] encoded = encode(coding, text(500_000));
        StepVerifier.create(decoding.decode(chunks(encoded, encoded.length)), 2)
                .consumeNextWith(ByteBuf::release)
                .consumeNextWith(ByteBuf::release)
                .then(() -> assertThat(allocator.metric().usedHeapMemory()).isLessThan(2L * BodyDecoder.PIECE))
                .thenCancel()
                .verify(PATIENCE);
        assertReleased();
    }

    private byte[] decoded(String coding, byte[] encoded, int chunk) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Flux<ByteBuf> pieces = ContentDecoding.of(coding, allocator).decode(chunks(encoded, chunk));
        StepVerifier.create(pieces.doOnNext(piece -> {
                    all.writeBytes(ByteBufUtil.getBytes(piece));
                    piece.release();
                }))
                .thenConsumeWhile(piece -> true)
                .expectComplete()
                .verify(PATIENCE);
        return all.toByteArray();
    }

    private void assertFails(String coding, byte[] encoded, String reason) {
        StepVerifier.create(ContentDecoding.of(coding, allocator)
                        .decode(chunks(encoded, 100))
                        .doOnNext(ByteBuf::release))
                .thenConsumeWhile(piece -> true)
                .expectErrorSatisfies(error -> isBad(error, reason))
                .verify(PATIENCE);
        assertReleased();
    }

    private static void isBad(Throwable error, String reason) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        BadUpstreamException.class,
                        bad -> assertThat(bad.reason()).isEqualTo(reason));
    }

    private Flux<ByteBuf> chunks(byte[] bytes, int size) {
        return Flux.range(0, (bytes.length + size - 1) / size).map(i -> {
            ByteBuf chunk = Unpooled.copiedBuffer(bytes, i * size, Math.min(size, bytes.length - i * size));
            given.add(chunk);
            return chunk;
        });
    }

    private void assertReleased() {
        assertThat(given).allSatisfy(chunk -> assertThat(chunk.refCnt()).isZero());
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    /** Text that compresses, but not like a bomb. */
    private static byte[] text(int length) {
        Random random = new Random(42);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
        }
        return text.substring(0, length).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encode(String codings, byte[] plain) {
        byte[] encoded = plain;
        for (String coding : codings.split(", ")) {
            encoded = encodeOne(coding.toLowerCase(java.util.Locale.ROOT), encoded);
        }
        return encoded;
    }

    private static byte[] encodeOne(String coding, byte[] plain) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try {
            switch (coding) {
                case "gzip", "x-gzip" -> {
                    try (var out = new GZIPOutputStream(encoded)) {
                        out.write(plain);
                    }
                }
                case "deflate", "raw-deflate" -> {
                    Deflater deflater = new Deflater(9, coding.startsWith("raw"));
                    try (var out = new DeflaterOutputStream(encoded, deflater)) {
                        out.write(plain);
                    }
                    deflater.end();
                }
                case "br" -> {
                    Brotli4jLoader.ensureAvailability();
                    encoded.write(Encoder.compress(plain, Encoder.Parameters.create(4)));
                }
                default -> encoded.write(plain);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return encoded.toByteArray();
    }
}
