// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sallyport.filters.testing.LeakDetection;
import dev.sallyport.filters.testing.RawClient;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

@ExtendWith(LeakDetection.class)
class ResetTest {

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("reactor.netty");

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    @Test
    void aResetWhileNobodyReadsTheBodyEndsTheCallAndIsNoError() throws IOException, InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (GuardedServer server = GuardedServer.handling((request, response) -> {
                    called.countDown();
                    return Mono.<Void>never().doOnCancel(left::countDown);
                });
                RawClient client = server.connect()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
            assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

            client.reset();

            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }
}
