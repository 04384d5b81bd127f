// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AcceptWatchTest {

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AcceptWatch.class);
    private final List<Throwable> handedOn = new ArrayList<>();
    private final EmbeddedChannel server = new EmbeddedChannel(new AcceptWatch(), new ChannelInboundHandlerAdapter() {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            handedOn.add(cause);
        }
    });

    @BeforeEach
    void listen() {
        server.freezeTime();
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        server.finishAndReleaseAll();
    }

    @Test
    void aThousandFailuresAreOneLineAndEachReachesWhoPausesForThem() {
        for (int i = 0; i < 1000; i++) {
            fail();
            pass(1);
        }

        assertThat(lines()).containsExactly("WARN connections are not accepted for now: accept(..) failed");
        assertThat(handedOn).hasSize(1000);
    }

    @Test
    void aFewThatGetInBetweenAreNoEndOfIt() {
        for (int i = 0; i < 100; i++) {
            fail();
            pass(AcceptWatch.CALM.toSeconds() - 1);
            accept();
        }

        assertThat(lines()).hasSize(1);
    }

    @Test
    void whoGetsInAfterAWhileWithoutFailuresIsTheEndOfItAndTheNextFailureIsNews() {
        fail();
        pass(AcceptWatch.CALM.toSeconds());
        accept();
        accept();
        fail();

        assertThat(lines())
                .containsExactly(
                        "WARN connections are not accepted for now: accept(..) failed",
                        "INFO connections are accepted again",
                        "WARN connections are not accepted for now: accept(..) failed");
    }

    @Test
    void whereNothingFailsNothingIsSaidAndEachIsHandedOn() {
        accept();

        assertThat(lines()).isEmpty();
        assertThat(server.<Object>readInbound()).isEqualTo("connection");
    }

    private void fail() {
        server.pipeline().fireExceptionCaught(new IOException("accept(..) failed"));
    }

    private void accept() {
        server.writeInbound("connection");
    }

    private void pass(long seconds) {
        server.advanceTimeBy(seconds, TimeUnit.SECONDS);
    }

    private List<String> lines() {
        return logged.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
