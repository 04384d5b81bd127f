// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ReplayBodyTest {

    private static final Duration TIME = Duration.ofSeconds(5);

    private final ReplayMemory memory = new ReplayMemory(DataSize.ofBytes(100));
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final ReplayBody body = body();

    @AfterEach
    void release() {
        body.release();
    }

    @Test
    void isSentAsOftenAsNeededOnceItEnded() {
        record(body, "one ");
        record(body, "two");
        assertThat(body.obstacle()).isEqualTo("body_not_replayable");

        body.ended();

        assertThat(body.obstacle()).isNull();
        assertThat(sent(body)).isEqualTo("one two");
        assertThat(sent(body)).isEqualTo("one two");
        assertThat(memory.used()).isEqualTo(7);
        body.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void oneByteTooManyGivesEverythingBackAtOnce() {
        record(body, "x".repeat(40));
        record(body, "y");
        body.ended();

        assertThat(body.obstacle()).isEqualTo("body_too_large_to_replay");
        assertThat(memory.used()).isZero();
        assertThat(allocator.metric().usedHeapMemory())
                .as("held though not counted")
                .isZero();
        body.release();
    }

    @Test
    void allBodiesTogetherKeepWithinTheMemory() {
        List<ReplayBody> others = List.of(body(), body(), body());
        others.forEach(other -> record(other, "x".repeat(30)));
        record(body, "x".repeat(30));
        body.ended();
        others.getFirst().ended();

        assertThat(body.obstacle()).isEqualTo("replay_memory_full");
        assertThat(others.getFirst().obstacle()).isNull();
        assertThat(memory.used()).isEqualTo(90);
        others.forEach(ReplayBody::release);
        body.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aKnownLengthIsReservedBeforehandAndOnce() {
        assertThat(body.tryReserve(40)).isTrue();
        record(body, "x".repeat(40));
        body.ended();

        assertThat(memory.used()).isEqualTo(40);
        ReplayBody tooLarge = body();
        assertThat(tooLarge.tryReserve(41)).isFalse();
        assertThat(tooLarge.obstacle()).isEqualTo("body_too_large_to_replay");
        tooLarge.release();
        body.release();
    }

    @Test
    void afterReleaseNothingIsRecordedOrSent() {
        body.release();
        record(body, "late");
        body.ended();

        assertThat(body.isWhole()).isFalse();
        assertThat(body.content().collectList().block(TIME)).isEmpty();
        body.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aSendInProgressKeepsItsBytes() {
        record(body, "still needed");
        body.ended();
        ByteBuf inFlight = body.content().blockFirst(TIME);

        body.release();

        assertThat(inFlight.toString(UTF_8)).isEqualTo("still needed");
        assertThat(inFlight.release()).as("nobody else holds it").isTrue();
    }

    private ReplayBody body() {
        return new ReplayBody(memory, 40, allocator);
    }

    private static void record(ReplayBody body, String text) {
        ByteBuf part = Unpooled.copiedBuffer(text, UTF_8);
        body.record(part);
        assertThat(part.readableBytes()).as("left as it was").isEqualTo(text.length());
        part.release();
    }

    private static String sent(ReplayBody body) {
        ByteBuf content = body.content().blockFirst(TIME);
        String text = content.toString(UTF_8);
        content.release();
        return text;
    }
}
