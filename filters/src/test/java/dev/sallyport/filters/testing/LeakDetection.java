// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test class in which Netty's leak detector, at its paranoid level, reports a buffer nobody released. */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        logger.addAppender(reports);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // A leak is noticed when its buffer was collected and the next one is allocated.
        System.gc();
        for (int i = 0; i < 1000; i++) {
            Unpooled.directBuffer(1).release();
        }
        logger.detachAppender(reports);
        List<String> leaks =
                reports.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(leaks).as("leak reports").isEmpty();
    }
}
