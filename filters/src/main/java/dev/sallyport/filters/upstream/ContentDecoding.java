// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Decodes response bodies for {@code Decompress: true}: gzip, deflate and br, streaming, with a bound on how much may
 * come
 * out of how little.
 */
final class ContentDecoding {

    private static final long FREE_OUTPUT = 1 << 20;
    private static final long MOST_TIMES_LARGER = 100;

    /** Innermost coding last, as they are undone. */
    private final List<Supplier<BodyDecoder>> decoders;

    private final ByteBufAllocator allocator;

    private ContentDecoding(List<Supplier<BodyDecoder>> decoders, ByteBufAllocator allocator) {
        this.decoders = decoders;
        this.allocator = allocator;
    }

    /**
     * The decoding of a {@code Content-Encoding} value; null when there is nothing to decode or one of its codings is
     * unknown, and the body is to pass untouched.
     */
    public static @Nullable ContentDecoding of(@Nullable String contentEncoding, ByteBufAllocator allocator) {
        List<Supplier<BodyDecoder>> decoders = new ArrayList<>();
        for (String coding : contentEncoding == null ? new String[0] : contentEncoding.split(",", -1)) {
            String name = coding.strip().toLowerCase(Locale.ROOT);
            Supplier<BodyDecoder> decoder = decoder(name);
            if (decoder != null) {
                decoders.addFirst(decoder);
            } else if (!name.isEmpty() && !name.equals("identity")) {
                return null;
            }
        }
        return decoders.isEmpty() ? null : new ContentDecoding(decoders, allocator);
    }

    /**
     * The decoded body, in pieces of at most 16 KiB. Takes over the buffers of {@code body} and gives away its own;
     * both
     * are released when the subscriber leaves or an error ends it. Fails with {@link BadUpstreamException} when the
     * body
     * is malformed, ends early or is larger than a hundred times its encoded size beyond the first mebibyte.
     */
    public Flux<ByteBuf> decode(Flux<ByteBuf> body) {
        Flux<ByteBuf> decoded = body;
        for (Supplier<BodyDecoder> decoder : decoders) {
            decoded = stage(decoded, decoder);
        }
        return decoded;
    }

    /** What the beginning of a body decodes to, as far as that goes: so many bytes at most. Does not fail. */
    byte[] decodeStart(byte[] start, int most) {
        byte[] bytes = start;
        for (Supplier<BodyDecoder> decoder : decoders) {
            bytes = decodeStart(decoder.get(), bytes, most);
        }
        return bytes;
    }

    private byte[] decodeStart(BodyDecoder decoder, byte[] start, int most) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(most);
        try {
            decoder.feed(Unpooled.wrappedBuffer(start));
            ByteBuf piece = decoder.next(allocator);
            while (piece != null) {
                decoded.writeBytes(ByteBufUtil.getBytes(
                        piece, piece.readerIndex(), Math.min(piece.readableBytes(), most - decoded.size())));
                piece.release();
                piece = decoded.size() < most ? decoder.next(allocator) : null;
            }
        } catch (BadUpstreamException malformed) {
            // What was decoded until then counts.
        } finally {
            decoder.close();
        }
        return decoded.toByteArray();
    }

    private Flux<ByteBuf> stage(Flux<ByteBuf> encoded, Supplier<BodyDecoder> decoder) {
        return Flux.using(
                () -> new Stage(decoder.get(), allocator),
                stage -> encoded.concatMap(stage::pieces, 1)
                        .concatWith(Mono.defer(stage::end))
                        .doOnDiscard(ByteBuf.class, ByteBuf::release),
                stage -> stage.decoder().close());
    }

    private static @Nullable Supplier<BodyDecoder> decoder(String name) {
        return switch (name) {
            case "gzip", "x-gzip" -> () -> new InflateDecoder(true);
            case "deflate" -> () -> new InflateDecoder(false);
            case "br" -> BrotliBodyDecoder.isAvailable() ? BrotliBodyDecoder::new : null;
            default -> null;
        };
    }

    /** One coding being undone, with its count of bytes. */
    private static final class Stage {

        private final BodyDecoder decoder;
        private final ByteBufAllocator allocator;
        private long in;
        private long out;

        Stage(BodyDecoder decoder, ByteBufAllocator allocator) {
            this.decoder = decoder;
            this.allocator = allocator;
        }

        BodyDecoder decoder() {
            return decoder;
        }

        Flux<ByteBuf> pieces(ByteBuf chunk) {
            in += chunk.readableBytes();
            decoder.feed(chunk);
            return Flux.generate(() -> chunk, this::emit, ByteBuf::release);
        }

        Mono<ByteBuf> end() {
            return decoder.complete() ? Mono.empty() : Mono.error(new BadUpstreamException("truncated"));
        }

        private ByteBuf emit(ByteBuf chunk, SynchronousSink<ByteBuf> sink) {
            ByteBuf piece = decoder.next(allocator);
            if (piece == null) {
                sink.complete();
                return chunk;
            }
            out += piece.readableBytes();
            if (out > FREE_OUTPUT && out > in * MOST_TIMES_LARGER) {
                piece.release();
                throw new BadUpstreamException("decompression_ratio");
            }
            sink.next(piece);
            return chunk;
        }
    }
}
