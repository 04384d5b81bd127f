// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class BodyStartTest {

    private static final Duration TIME = Duration.ofSeconds(5);

    private final List<ByteBuf> made = new ArrayList<>();

    @AfterEach
    void everyBufferIsReleased() {
        assertThat(made).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    }

    @Test
    void aShortBodyIsReadWholeAndHandedOnWhole() {
        BodyStart start = new BodyStart(wire("ab", "cd"), 100);

        assertThat(text(start)).isEqualTo("abcd");
        assertThat(taken(start)).containsExactly("ab", "cd");
    }

    @Test
    void ofALongBodyNoMoreIsReadThanAskedForUntilSomebodyTakesIt() {
        TestPublisher<ByteBuf> wire = TestPublisher.create();
        BodyStart start = new BodyStart(wire.flux().doOnNext(made::add), 3);

        StepVerifier.create(start.read().map(bytes -> new String(bytes, UTF_8)))
                .then(() -> emit(wire, "ab"))
                .then(() -> emit(wire, "cd"))
                .expectNext("abcd")
                .expectComplete()
                .verify(TIME);
        StepVerifier.create(start.map(part -> part.toString(UTF_8)), 0)
                .thenRequest(1)
                .expectNext("ab")
                .thenRequest(1)
                .expectNext("cd")
                .thenRequest(2)
                .then(() -> emit(wire, "ef"))
                .expectNext("ef")
                .then(() -> emit(wire, "gh"))
                .expectNext("gh")
                .then(wire::complete)
                .expectComplete()
                .verify(TIME);
    }

    @Test
    void aBodyThatBreaksOffIsReadAndThenFailsWhoeverTakesIt() {
        Flux<ByteBuf> broken = wire("ab").concatWith(Flux.error(new IllegalStateException("broken")));
        BodyStart start = new BodyStart(broken, 100);

        assertThat(text(start)).isEqualTo("ab");
        StepVerifier.create(start.map(part -> part.toString(UTF_8)))
                .expectNext("ab")
                .expectErrorMessage("broken")
                .verify(TIME);
    }

    @Test
    void anEmptyBodyIsReadAtOnce() {
        BodyStart start = new BodyStart(Flux.empty(), 100);

        assertThat(text(start)).isEmpty();
        assertThat(taken(start)).isEmpty();
    }

    @Test
    void whoGivesItUpReleasesWhatIsHeldAndLeavesTheWire() {
        TestPublisher<ByteBuf> wire = TestPublisher.create();
        BodyStart start = new BodyStart(wire.flux().doOnNext(made::add), 1);
        StepVerifier.create(start.read())
                .then(() -> emit(wire, "ab"))
                .expectNextCount(1)
                .expectComplete()
                .verify(TIME);

        start.cancel();
        start.cancel();

        wire.assertCancelled();
    }

    @Test
    void whoLeavesWhileItIsReadLeavesTheWire() {
        TestPublisher<ByteBuf> wire = TestPublisher.create();
        BodyStart start = new BodyStart(wire.flux().doOnNext(made::add), 100);

        StepVerifier.create(start.read())
                .then(() -> emit(wire, "ab"))
                .thenCancel()
                .verify(TIME);

        wire.assertCancelled();
    }

    @Test
    void whoLeavesAmidWhatIsHeldReleasesTheRest() {
        BodyStart start = new BodyStart(wire("ab", "cd", "ef"), 100);
        assertThat(text(start)).isEqualTo("abcdef");

        StepVerifier.create(start.map(part -> part.toString(UTF_8)))
                .expectNext("ab")
                .thenCancel()
                .verify(TIME);
    }

    @Test
    void demandFromAnotherThreadLosesNothing() {
        List<String> parts = IntStream.range(0, 2000).mapToObj(i -> "part" + i).toList();
        Flux<ByteBuf> wire = wire(parts.toArray(String[]::new)).subscribeOn(Schedulers.parallel());
        BodyStart start = new BodyStart(wire, 1000);
        text(start);

        StepVerifier.create(start.map(part -> part.toString(UTF_8)).publishOn(Schedulers.single(), 7))
                .expectNextSequence(parts)
                .expectComplete()
                .verify(TIME);
    }

    /** As the wire does it: each part is released after it was handed on. */
    private Flux<ByteBuf> wire(String... parts) {
        return Flux.fromArray(parts).concatMap(text -> Flux.using(() -> buffer(text), Flux::just, ByteBuf::release), 1);
    }

    private ByteBuf buffer(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, UTF_8);
        made.add(buffer);
        return buffer;
    }

    private static void emit(TestPublisher<ByteBuf> wire, String text) {
        ByteBuf part = Unpooled.copiedBuffer(text, UTF_8);
        wire.next(part);
        part.release();
    }

    private static String text(BodyStart start) {
        return new String(start.read().block(TIME), UTF_8);
    }

    private static List<String> taken(BodyStart start) {
        return start.map(part -> part.toString(UTF_8)).collectList().block(TIME);
    }
}
